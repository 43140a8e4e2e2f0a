/** Which attachments are not one click away: what runs, what scripts, what hides another file or a disguised page. */
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
