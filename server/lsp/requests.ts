/** The table of what clients of ours ask beyond LSP, and who answers. */
import type { CancellationToken } from "vscode-languageserver";
import * as compare from "../protocol/compare.ts";
import * as convert from "../protocol/convert.ts";
import * as exports from "../protocol/export.ts";
import * as files from "../protocol/files.ts";
import * as grid from "../protocol/grid.ts";
import * as imports from "../protocol/imports.ts";
import * as mapping from "../protocol/mapping.ts";
import * as people from "../protocol/people.ts";
import type { Given, Request } from "../protocol/request.ts";
import { anonymizedCopy } from "./anonymize.ts";
import { Compare } from "./compare.ts";
import { Conversions } from "./conversions.ts";
import type { Diagnostics } from "./diagnostics.ts";
import type { Disk } from "./disk.ts";
import { Exports } from "./export.ts";
import { FileChecks } from "./file-check.ts";
import { Grids } from "./grid.ts";
import type { MappingPages } from "./mapping-page.ts";
import type { Mappings } from "./mappings.ts";
import { People } from "./people.ts";
import type { Session } from "./session.ts";
import { FileRequests } from "./set-requests.ts";
import { Sets } from "./sets.ts";

type Handler<P extends object, R> = (given: Given<P>, token: CancellationToken) => R | null | Promise<R | null>;

/** Answers them from now on. What fails is logged and answered with null. */
export function answerRequests(
  session: Session,
  disk: Disk,
  diagnostics: Diagnostics,
  mappings: Mappings,
  pages: MappingPages,
): void {
  const requests = new FileRequests(session, diagnostics, disk);
  const grids = new Grids(session, requests);
  const sets = new Sets(session, disk, diagnostics);
  const exporter = new Exports(session, disk, sets);
  const comparisons = new Compare(session, sets);
  const conversions = new Conversions(session, disk);
  const cards = new People(session, sets, comparisons);
  const fileChecks = new FileChecks(session, requests, diagnostics);

  const answer = <P extends object, R>({ method }: Request<P, R>, handler: NoInfer<Handler<P, R>>): void => {
    const handle = (...sent: readonly unknown[]): R | null | Promise<R | null> =>
      handler(givenIn(sent), sent.at(-1) as CancellationToken);
    session.connection.onRequest<unknown, never>(
      method,
      session.answering<readonly unknown[], unknown>(method, null, handle),
    );
  };
  /** The same for what is judged or written of whole imports: of files as they are on disk now, with none left out. */
  const answerOfAll = <P extends object, R>(type: Request<P, R>, handler: NoInfer<Handler<P, R>>): void =>
    answer(type, async (given, token) => {
      const named: readonly unknown[] =
        "uris" in given && Array.isArray(given.uris) ? given.uris : ["uri" in given ? given.uri : undefined];
      for (const uri of new Set(named)) await disk.ensureImports(uri, token);
      try {
        return await handler(given, token);
      } finally {
        // What was made for the answer is let go of when it is quiet.
        diagnostics.touch();
      }
    });

  answer(files.statusRequest, (given) => requests.status(given));
  answer(files.fileTypesRequest, () => requests.fileTypes());
  answer(files.chooseFileTypeRequest, (given) => requests.chooseFileType(given));
  answer(files.fixAllRequest, async (given) => {
    if (typeof given.uri === "string") await disk.ensureLoaded(session.address(given.uri).key);
    return requests.fixAll(given);
  });
  answer(files.checkRequest, (given) => requests.check(given));
  answer(files.checkFileRequest, (given, token) => fileChecks.check(given, token));
  answer(files.explainRequest, (given) => requests.explain(given));

  answer(grid.rowsRequest, (given, token) => grids.rows(given, token));
  answer(grid.findRequest, (given, token) => grids.find(given, token));
  answer(grid.positionRequest, (given, token) => grids.position(given, token));
  answer(grid.overviewRequest, (given, token) => grids.overview(given, token));
  answer(grid.statisticsRequest, (given, token) => grids.statistics(given, token));
  answer(grid.cellRequest, (given) => grids.cell(given));
  answer(grid.editRequest, (given) => grids.edit(given));
  answer(grid.blockRequest, (given, token) => grids.block(given, token));
  answer(grid.copyRequest, (given, token) => grids.copy(given, token));
  answer(grid.cellRangeRequest, (given) => grids.cellRange(given));
  answer(grid.cellAtRequest, (given) => grids.cellAt(given));

  answerOfAll(exports.exportRequest, (given) => exporter.export(given));
  answerOfAll(exports.reportRequest, (given) => exporter.report(given));
  answerOfAll(exports.anonymizeRequest, (given) => anonymizedCopy(session, given));

  answer(imports.setsRequest, () => sets.sets());
  answerOfAll(imports.uploadPlanRequest, (given) => sets.uploadPlan(given));
  answerOfAll(imports.groupsRequest, (given) => sets.groups(given));
  answerOfAll(imports.generateRequest, (given) => sets.generate(given));
  answerOfAll(imports.bundleRequest, (given) => sets.bundle(given));
  answer(imports.templateRequest, (given) => requests.template(given));

  answer(compare.bundlesRequest, (given) => comparisons.bundles(given));
  answerOfAll(compare.compareRequest, (given) => comparisons.compare(given));
  answer(compare.compareRecordsRequest, (given) => comparisons.records(given));
  answerOfAll(compare.undoRequest, (given) => comparisons.undo(given));

  answerOfAll(convert.convertQuestionsRequest, (given) => conversions.questions(given));
  answerOfAll(convert.convertRequest, (given) => conversions.convert(given));

  answer(mapping.mappingPageRequest, (given) => pages.page(given));
  answer(mapping.mappingTotalsRequest, (given, token) => pages.totals(given, token));
  answer(mapping.mappingChoicesRequest, (given) => pages.choices(given));
  answer(mapping.keepMappingRequest, (given) => pages.keep(given));
  answer(mapping.renameHeaderRequest, (given) => pages.renameHeader(given));
  answer(mapping.mapCsvRequest, (given) => mappings.map(given));

  answer(people.peopleRequest, async (given, token) => {
    // It is asked for at every key that is typed.
    if (typeof given.uri === "string") await disk.ensureLoaded(session.address(given.uri).key);
    return cards.people(given, token);
  });
  answerOfAll(people.peoplePageRequest, (given, token) => cards.page(given, token));
}

/** The parameters among what a handler is called with, the token last: one object, or none. By position they are no use to anybody. */
function givenIn<P extends object>(sent: readonly unknown[]): Given<P> {
  const [params] = sent;
  const isOne = sent.length === 2 && typeof params === "object" && params !== null;
  return isOne ? (params as Given<P>) : ({} as Given<P>);
}
