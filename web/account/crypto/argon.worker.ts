/** Argon2id beside the page, so that the page stays alive while a password is derived. Ends with its one answer. */
import { encodeBase64, parseBase64 } from "$src/sealing/octets";
import { splitPassword } from "$src/sealing/members";
import type { Asked, Answered } from "./derive";

self.onmessage = async ({ data }: MessageEvent<Asked>) => {
  const answer = (message: Answered) => self.postMessage(message);
  try {
    const halves = await splitPassword(data.password, parseBase64(data.salt), data, (share) => answer({ share }));
    answer({ auth: encodeBase64(halves.auth.reveal()), key: encodeBase64(halves.key.reveal()) });
  } catch (error) {
    answer({ failure: error instanceof Error ? error.name : "Error" });
  }
};
