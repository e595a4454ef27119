/** CSV files that were not checked, or not fully, because a file type that a profile lists, or that lies beside the data, has mistakes. */
import { type Message, message } from "../core/text/message.ts";
import { fileName } from "../core/workspace/folders.ts";
import { matchesGlob } from "../core/workspace/globs.ts";
import type { FoundDocument } from "../disk/documents/descriptors.ts";
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
  described: readonly FoundDocument[],
  files: readonly CsvFile[],
): readonly IncompleteCheck[] {
  const ofProfiles = profiles.flatMap((profile) => [
    ...incompleteBy(profile, files),
    // Nobody knows what else it would have said of files.
    ...files
      .filter(({ path, type }) => profile.isBroken && type === undefined && profile === nearestTo(path, profiles))
      .map((file) => ({
        file,
        message: message("{0}: not checked, because {1} can't be read", file.shown, fileName(profile.path)),
      })),
  ]);
  return [...ofProfiles, ...described.flatMap((each) => incompleteBy(each, filesUnder(each, files)))];
}

/** Descriptors beside the data that files are checked by, or would be if nothing were wrong in them. */
export function concernedDescriptors(
  described: readonly FoundDocument[],
  files: readonly CsvFile[],
): readonly FoundDocument[] {
  return described.filter((each) =>
    filesUnder(each, files).some(
      (file) =>
        each.documents.some(({ name }) => name === file.type) ||
        each.incomplete.some((listed) => concerns(each, listed, file)),
    ),
  );
}

/** Files that a descriptor may speak of, by where it lies. */
function filesUnder({ folder, below }: FoundDocument, files: readonly CsvFile[]): readonly CsvFile[] {
  return files.filter(({ path }) => path.startsWith(folder) && (below || !path.slice(folder.length).includes("/")));
}

function incompleteBy(source: TypeSource, files: readonly CsvFile[]): readonly IncompleteCheck[] {
  return source.incomplete.flatMap((listed) =>
    files
      .filter((file) => concerns(source, listed, file))
      .map((file) => {
        const text =
          file.type === undefined
            ? message("{0}: not checked, because the file type {1} has mistakes", file.shown, listed.file)
            : message("{0}: not fully checked, because the file type {1} has mistakes", file.shown, listed.file);
        return { file, message: text };
      }),
  );
}

/** Where file types are listed, or lie. */
type TypeSource = Pick<LoadedProfile, "folder" | "incomplete">;

function nearestTo(path: string, profiles: readonly LoadedProfile[]): LoadedProfile | undefined {
  const above = profiles.filter(({ folder }) => path.startsWith(folder));
  return above.sort((a, b) => b.folder.length - a.folder.length)[0];
}

/** Whether a file is of this type, or may be: nobody knows whose a file is that no type fits when one cannot be read. */
function concerns({ folder }: TypeSource, listed: IncompleteType, { path, type }: CsvFile): boolean {
  if (type !== undefined) return type === listed.name;
  if (!path.startsWith(folder)) return false;
  if (listed.globs.some((glob) => matchesGlob(path.slice(folder.length), glob))) return true;
  const name = fileName(path).toLowerCase();
  return listed.fileNames.length === 0 || listed.fileNames.some((usual) => usual.toLowerCase() === name);
}
