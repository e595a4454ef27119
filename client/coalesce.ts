// One question at a time: while an answer is awaited, many reasons to ask again become one.

/** Answers a function that calls `ask`, now or once the call before has ended. What goes wrong is handed to `failed`. */
export function oneAtATime(ask: () => Promise<void>, failed: (error: unknown) => void): () => void {
  let isAsking = false;
  let again = false;
  const run = async (): Promise<void> => {
    again = true;
    if (isAsking) return;
    isAsking = true;
    try {
      while (again) {
        again = false;
        await ask();
      }
    } catch (error) {
      failed(error);
    } finally {
      isAsking = false;
    }
  };
  return () => void run();
}
