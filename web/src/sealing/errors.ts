/** What was given is not a value of its kind: a token mistyped, a key of another length. */
export class InvalidValueError extends Error {
  override readonly name = "InvalidValueError";
}

/** Stored or received data is not what it should be: altered, torn, or sealed to somebody else. */
export class IntegrityError extends Error {
  override readonly name = "IntegrityError";
}
