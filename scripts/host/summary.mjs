// What a suite hands over when it ends, and what may be concluded from it.

/**
 * The verdict on a run in an editor. Only a written summary proves that the tests ran: a dead extension host
 * reports exit code 0.
 *
 * @param {number} code exit code that the workbench reports
 * @param {{passed: number, failed: number} | undefined} summary
 * @returns {{exit: number, reason: string}}
 */
export function judge(code, summary) {
  if (code !== 0 && !summary) return { exit: 1, reason: "the suite could not be loaded or died" };
  if (!summary) return { exit: 5, reason: "the extension host ended without a summary: it crashed" };
  if (summary.failed > 0) return { exit: 1, reason: `${summary.failed} failed` };
  if (summary.passed === 0) return { exit: 5, reason: "no test ran" };
  if (code !== 0) return { exit: 1, reason: `all tests passed but the extension host ended with ${code}` };
  return { exit: 0, reason: `${summary.passed} passed` };
}
