/** Where the language server starts: all else is loaded when its compiled code can be kept. */
import { keepCompiledCode } from "../start/compile-cache.ts";

keepCompiledCode();
void import("./program.ts");
