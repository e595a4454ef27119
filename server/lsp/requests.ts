/** The table of what clients of ours ask beyond LSP, and who answers; what is seldom asked is loaded with the first such question. */
import type { CancellationToken } from "vscode-languageserver";
import * as compare from "../protocol/compare.ts";
import * as convert from "../protocol/convert.ts";
import * as exports from "../protocol/export.ts";
import * as files from "../protocol/files.ts";
import * as grid from "../protocol/grid.ts";
import * as imports from "../protocol/imports.ts";
import * as mappings from "../protocol/mapping.ts";
import * as people from "../protocol/people.ts";
import type { Given, Request } from "../protocol/request.ts";
import type { Diagnostics } from "./diagnostics.ts";
import type { Disk } from "./disk.ts";
import { FileChecks } from "./file-check.ts";
import { Grids } from "./grid.ts";
import type { Session } from "./session.ts";
import { FileRequests } from "./set-requests.ts";
import { Sets } from "./sets.ts";

type Handler<P extends object, R> = (given: Given<P>, token: CancellationToken) => R | null | Promise<R | null>;

/** Answers them from now on. What fails is logged and answered with null. */
export function answerRequests(session: Session, disk: Disk, diagnostics: Diagnostics): void {
  const requests = new FileRequests(session, diagnostics, disk);
  const grids = new Grids(session, requests);
  const sets = new Sets(session, disk, diagnostics);
  const fileChecks = new FileChecks(session, requests, diagnostics);
  const exporter = onDemand(async () => new (await import("./export.ts")).Exports(session, disk, sets));
  const comparisons = onDemand(async () => new (await import("./compare.ts")).Compare(session, sets));
  const conversions = onDemand(async () => new (await import("./conversions.ts")).Conversions(session, disk));
  const cards = onDemand(async () => new (await import("./people.ts")).People(session, sets, await comparisons()));
  const mapping = onDemand(async () => (await import("./mapping-requests.ts")).mappingRequests(session, disk));

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
  answer(files.fixAllRequest, async (given, token) => {
    if (typeof given.uri === "string") await disk.ensureLoaded(session.address(given.uri).key);
    return requests.fixAll(given, token);
  });
  answer(files.checkRequest, (given) => requests.check(given));
  answer(files.checkFileRequest, (given, token) => fileChecks.check(given, token));
  answer(files.createFileTypeRequest, async (given) =>
    (await import("./new-file-type.ts")).createFileType(session, disk, given),
  );
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

  answerOfAll(exports.exportRequest, async (given) => (await exporter()).export(given));
  answerOfAll(exports.reportRequest, async (given) => (await exporter()).report(given));
  answerOfAll(exports.anonymizeRequest, async (given) =>
    (await import("./anonymize.ts")).anonymizedCopy(session, given),
  );

  answer(imports.setsRequest, () => sets.sets());
  answerOfAll(imports.uploadPlanRequest, (given) => sets.uploadPlan(given));
  answerOfAll(imports.groupsRequest, (given) => sets.groups(given));
  answerOfAll(imports.generateRequest, (given) => sets.generate(given));
  answerOfAll(imports.bundleRequest, (given) => sets.bundle(given));
  answer(imports.templateRequest, (given) => requests.template(given));

  answer(compare.bundlesRequest, async (given) => (await comparisons()).bundles(given));
  answerOfAll(compare.compareRequest, async (given) => (await comparisons()).compare(given));
  answer(compare.compareRecordsRequest, async (given) => (await comparisons()).records(given));
  answerOfAll(compare.undoRequest, async (given) => (await comparisons()).undo(given));

  answerOfAll(convert.convertQuestionsRequest, async (given) => (await conversions()).questions(given));
  answerOfAll(convert.convertRequest, async (given) => (await conversions()).convert(given));

  answer(mappings.mappingPageRequest, async (given) => (await mapping()).pages.page(given));
  answer(mappings.mappingTotalsRequest, async (given, token) => (await mapping()).pages.totals(given, token));
  answer(mappings.mappingChoicesRequest, async (given) => (await mapping()).pages.choices(given));
  answer(mappings.keepMappingRequest, async (given) => (await mapping()).pages.keep(given));
  answer(mappings.renameHeaderRequest, async (given) => (await mapping()).pages.renameHeader(given));
  answer(mappings.mapCsvRequest, async (given) => (await mapping()).mappings.map(given));

  answer(people.peopleRequest, async (given, token) => {
    // It is asked for at every key that is typed.
    if (typeof given.uri === "string") await disk.ensureLoaded(session.address(given.uri).key);
    return (await cards()).people(given, token);
  });
  answerOfAll(people.peoplePageRequest, async (given, token) => (await cards()).page(given, token));
}

/** Made when it is first asked for. */
function onDemand<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The parameters among what a handler is called with, the token last: one object, or none. By position they are no use to anybody. */
function givenIn<P extends object>(sent: readonly unknown[]): Given<P> {
  const [params] = sent;
  const isOne = sent.length === 2 && typeof params === "object" && params !== null;
  return isOne ? (params as Given<P>) : ({} as Given<P>);
}
