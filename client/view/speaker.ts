// What a page says aloud: the latest, and not so often that nobody can follow.

/** Milliseconds between two things that are said. */
const saidMs = 1000;

/** Says the latest in a live region, once a second at most. */
export function speaker(live: HTMLElement): (text: string) => void {
  let isSaying = false;
  let lastSaid = 0;
  let toSay = "";
  return (text) => {
    toSay = text;
    if (isSaying) return;
    isSaying = true;
    setTimeout(
      () => {
        isSaying = false;
        lastSaid = Date.now();
        live.textContent = toSay;
      },
      Math.max(0, lastSaid + saidMs - Date.now()),
    );
  };
}
