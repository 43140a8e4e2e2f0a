/** The ring in the browser's tab: drawn on a canvas, because not every browser takes an SVG that changes. */
const SIDE = 64;

let drawn = "";

/** Draws what is left (0–1), and a dot when something is unread. Draws only what can be seen to differ. */
export function drawFavicon(fraction: number, unread: boolean, dark: boolean): void {
  const steps = Math.round(fraction * 90);
  const picture = `${steps} ${unread} ${dark}`;
  if (picture === drawn) return;
  const context = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE }).getContext("2d");
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!context || !link) return;
  drawn = picture;
  drawRing(context, steps / 90, dark);
  if (unread) drawDot(context, dark);
  link.type = "image/png";
  link.href = context.canvas.toDataURL("image/png");
}

function drawRing(context: CanvasRenderingContext2D, fraction: number, dark: boolean): void {
  const [middle, radius, twelve] = [SIDE / 2, SIDE / 2 - 8, -Math.PI / 2];
  context.lineCap = "round";
  context.strokeStyle = dark ? "#5b665f" : "#a5aea7";
  context.lineWidth = 5;
  context.beginPath();
  context.arc(middle, middle, radius, 0, 2 * Math.PI);
  context.stroke();
  if (fraction <= 0) return;
  context.strokeStyle = dark ? "#5ec79d" : "#0a8a66";
  context.lineWidth = 13;
  context.beginPath();
  context.arc(middle, middle, radius, twelve, twelve - fraction * 2 * Math.PI, true);
  context.stroke();
}

function drawDot(context: CanvasRenderingContext2D, dark: boolean): void {
  context.fillStyle = dark ? "#edf1ed" : "#161a18";
  context.beginPath();
  context.arc(SIDE / 2, SIDE / 2, 11, 0, 2 * Math.PI);
  context.fill();
}
