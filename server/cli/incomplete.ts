/** CSV files that were not checked, or not fully, because a file type that a profile lists has mistakes. */
import { type Message, message } from "../core/text/message.ts";
import { fileName } from "../core/workspace/folders.ts";
import { matchesGlob } from "../core/workspace/globs.ts";
import type { IncompleteType, LoadedProfile } from "../disk/documents/profile.ts";

/** A CSV file of a run; paths are absolute, `/` between names. */
export interface CsvFile {
  readonly path: string;
  /** As reports name it. */
  readonly shown: string;
  /** The name of the file type that it was checked by; undefined: by none. */
  readonly type: string | undefined;
}

/** A file that was not checked as it should have been, with a sentence as `failures` have them. */
export interface IncompleteCheck {
  readonly file: CsvFile;
  readonly message: Message;
}

/** Every file that is concerned. */
export function incompleteChecks(
  profiles: readonly LoadedProfile[],
  files: readonly CsvFile[],
): readonly IncompleteCheck[] {
  return profiles.flatMap((profile) => [
    ...profile.incomplete.flatMap((listed) =>
      files
        .filter((file) => concerns(profile, listed, file))
        .map((file) => {
          const text =
            file.type === undefined
              ? message("{0}: not checked, because the file type {1} has mistakes", file.shown, listed.file)
              : message("{0}: not fully checked, because the file type {1} has mistakes", file.shown, listed.file);
          return { file, message: text };
        }),
    ),
    // Nobody knows what else it would have said of files.
    ...files
      .filter(({ path, type }) => profile.isBroken && type === undefined && profile === nearestTo(path, profiles))
      .map((file) => ({
        file,
        message: message("{0}: not checked, because {1} can't be read", file.shown, fileName(profile.path)),
      })),
  ]);
}

function nearestTo(path: string, profiles: readonly LoadedProfile[]): LoadedProfile | undefined {
  const above = profiles.filter(({ folder }) => path.startsWith(folder));
  return above.sort((a, b) => b.folder.length - a.folder.length)[0];
}

/** Whether a file is of this type, or may be: nobody knows whose a file is that no type fits when one cannot be read. */
function concerns({ folder }: LoadedProfile, listed: IncompleteType, { path, type }: CsvFile): boolean {
  if (type !== undefined) return type === listed.name;
  if (!path.startsWith(folder)) return false;
  if (listed.globs.some((glob) => matchesGlob(path.slice(folder.length), glob))) return true;
  const name = fileName(path).toLowerCase();
  return listed.fileNames.length === 0 || listed.fileNames.some((usual) => usual.toLowerCase() === name);
}
