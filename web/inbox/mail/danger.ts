/** Which attachments are not one click away: what runs, what scripts, what hides another file or a disguised page. */
import type { Verdict } from "$src/sealing";

const RUNS =
  "ade adp apk app appimage appx bat bin cab chm cmd com command cpl crx deb desktop dll dmg docm dotm exe gadget hta " +
  "inf ins ipa iqy iso img jar jnlp js jse lnk mde msc msi msix msp mst one onepkg pif pkg potm ppam ppsm pptm ps1 psm1 " +
  "py rdp reg rpm scf scpt scr sct settingcontent-ms sh shb slk sldm svg svgz swf sys url vb vbe vbs vhd vhdx wasm " +
  "website ws wsc wsf wsh xhtml xht xlam xll xlsb xlsm xltm htm html mht mhtml shtml xml xsl xslt";
const EXTENSIONS = new Set(RUNS.split(" "));

const TYPES =
  /^(text\/(html|javascript|xml|xsl)|image\/svg\+xml|application\/(x-)?(msdownload|msdos-program|dosexec|executable|sh|shellscript|javascript|ecmascript|java-archive|ms-installer|bat|hta|xhtml\+xml|xml|vnd\.microsoft\.portable-executable|vnd\.ms-htmlhelp|vnd\.android\.package-archive|apple-diskimage|iso9660-image))$/;

/** By its name or by its declared type; a name may end in dots and blanks, which some systems drop. */
export function isDangerous(name: string, type: string): boolean {
  const extension = /\.([a-z0-9-]+)[\s.]*$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  return EXTENSIONS.has(extension) || TYPES.test(type.toLowerCase());
}

/** Characters that reorder or hide text have no place in a file's name: "cod\u202Efdp.exe" would read as a PDF. */
export function safeName(name: string, fallback: string): string {
  const clean = name
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/gu, "")
    .replace(/[/\\:*?"<>|]/g, "_")
    .replace(/^\.+/, "")
    .trim()
    .slice(-180);
  return clean || fallback;
}

const PICTURES = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;
const ABOUT_FILES = /^(file_|malware$)/;

/** APPNOTE.TXT §4.3.7, §4.4.4: bit 0 of a ZIP entry's flags says that it is encrypted. The first entry tells. */
export const isLocked = (octets: Uint8Array): boolean =>
  octets[0] === 0x50 && octets[1] === 0x4b && octets[2] === 3 && octets[3] === 4 && ((octets[6] ?? 0) & 1) === 1;

/** Why a file asks before it is saved: codes of the verdict that name it, and whether its message is ill-famed. */
export interface Caution {
  codes: string[];
  judged: boolean;
}

/** What the verdict says of one file. Of each kind it names one file alone, so its silence clears none of the others. */
export function cautionOf(file: { name: string; type: string; locked: boolean }, verdict?: Verdict): Caution {
  const about = (verdict?.reasons ?? []).filter(({ code }) => ABOUT_FILES.test(code));
  const named = about.filter(({ evidence }) => evidence !== "" && safeName(evidence, "") === file.name);
  const codes = named.map(({ code }) => code);
  if (file.locked && !codes.includes("file_encrypted")) codes.push("file_encrypted");
  const isHarmful = about.some(({ code }) => code === "malware");
  const isPlain = PICTURES.test(file.type) && !isHarmful;
  const judged = verdict?.level === "dangerous" || (verdict?.level === "suspicious" && about.length > 0);
  return { codes, judged: isHarmful || (judged && !isPlain) };
}
