/** Everything that answers about mappings of other people's CSV files: loaded together, with the first question. */
import type { Disk } from "./disk.ts";
import { MappingPages } from "./mapping-page.ts";
import { MappingSources } from "./mapping-sources.ts";
import { Mappings } from "./mappings.ts";
import type { Session } from "./session.ts";

export interface MappingRequests {
  readonly pages: MappingPages;
  readonly mappings: Mappings;
}

export function mappingRequests(session: Session, disk: Disk): MappingRequests {
  const sources = new MappingSources(session);
  return { pages: new MappingPages(session, disk, sources), mappings: new Mappings(session, disk, sources) };
}
