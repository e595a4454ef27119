// The strip beside the table: where in all the rows problems lie, and where one is.
import type { Overview } from "../../server/protocol/grid.ts";
import { make } from "./elements.ts";

/** Pixels of a mark, and of the parts that the strip is cut into. */
const partHeight = 3;

export class Strip {
  readonly element = make("div", "ruler");
  readonly #view = make("div", "view");
  readonly #marks = make("div", "marks");
  readonly #goTo: (position: number) => void;
  #answer: Overview | undefined;
  #shown = 0;

  /** @param goTo somebody wants to see this row */
  constructor(goTo: (position: number) => void) {
    this.#goTo = goTo;
    // Whoever cannot see it has keys that go from problem to problem.
    this.element.setAttribute("aria-hidden", "true");
    this.element.append(this.#view, this.#marks);
    this.element.addEventListener("mousedown", (event) => this.#press(event));
  }

  /** Parts that can be told apart. */
  get parts(): number {
    return Math.max(1, Math.floor(this.element.clientHeight / partHeight));
  }

  show(answer: Overview | null, shown: number): void {
    this.#answer = answer ?? undefined;
    this.#shown = shown;
    const { parts } = this;
    const share = shown < parts ? 1 / Math.max(1, parts) : undefined;
    this.#marks.replaceChildren(
      ...(answer?.marks ?? []).map(({ part, severity, position }) => {
        const element = make("div", `tick ${severity}`);
        // With fewer rows than parts the parts are wider than a mark.
        const top = share === undefined ? part / parts : position / Math.max(1, shown);
        element.style.top = `${top * 100}%`;
        return element;
      }),
    );
  }

  /** Shows which rows are seen. */
  seen(top: number, rows: number): void {
    const total = Math.max(1, this.#shown);
    this.#view.hidden = rows >= total;
    this.#view.style.top = `${Math.min(100, (top / total) * 100)}%`;
    this.#view.style.height = `${Math.min(100, (rows / total) * 100)}%`;
  }

  /** The nearest mark within reach, else the place itself. */
  #press(event: MouseEvent): void {
    event.preventDefault();
    const { height, top } = this.element.getBoundingClientRect();
    const y = event.clientY - top;
    const distance = ({ position }: { readonly position: number }) =>
      Math.abs((position / Math.max(1, this.#shown)) * height - y);
    const nearest = [...(this.#answer?.marks ?? [])].sort((a, b) => distance(a) - distance(b))[0];
    const isNear = nearest && distance(nearest) <= 2 * partHeight;
    this.#goTo(isNear ? nearest.position : Math.floor((y / Math.max(1, height)) * this.#shown));
  }
}
