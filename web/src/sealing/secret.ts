/** Key material or a credential. It hides from logs, JSON and string joins; only `reveal()` gives the octets. */
import { equal, type Octets } from "./octets";

export class Secret {
  readonly #octets: Octets;

  constructor(octets: Octets) {
    this.#octets = octets;
  }

  reveal(): Octets {
    return this.#octets;
  }

  get length(): number {
    return this.#octets.length;
  }

  equals(other: Secret): boolean {
    return equal(this.#octets, other.#octets);
  }

  toString(): string {
    return "Secret(…)";
  }

  toJSON(): string {
    return "Secret(…)";
  }
}
