/** Placeholder. */
export async function tryEdits(_seed: string, _tally: object): Promise<void> {}
