// What is worn, from head to waist.
import { GOLD, INK, METAL, PAPER } from "../paint.ts";
import { circle, type Drawings, line, mirrored, moved, path, rect, shadow, turned } from "../shapes.ts";

const SOCK = "M40 16h28v42c0 8 6 12 14 15 14 5 15 25-2 25H60c-14 0-20-10-20-22z";

export const clothing: Drawings = {
  socks: {
    forms: ["crew", "ankle", "hiking"],
    draw({ main, shade, light, accent }, look) {
      const cut = look === 1 ? 30 : 0;
      const sock = (body: string, cuff: string, tips: string) =>
        [
          look === 1
            ? path("M40 46h28v12c0 8 6 12 14 15 14 5 15 25-2 25H60c-14 0-20-10-20-22z", body)
            : path(SOCK, body),
          path("M40 72c10-2 18 6 18 26-12-1-18-10-18-22z", tips),
          path("M82 73c14 5 15 25-2 25 6-8 6-16 2-25z", tips),
          rect(37, 13 + cut, 34, 12, cuff, 4),
        ].join("");
      const bands =
        look === 2
          ? line("M42 34h24M42 42h24", accent, 4)
          : line(`M42 ${look === 1 ? 60 : 36}h24`, accent, 4);
      return [
        shadow(44),
        moved(-14, -2, sock(shade, main, main)),
        moved(10, 2, sock(main, light, light) + bands),
      ].join("");
    },
  },
  shirts: {
    forms: ["oxford", "band collar", "short sleeve"],
    draw({ main, shade, light }, look) {
      const sleeve =
        look === 2 ? "M44 20 22 32 12 56l20 8 8-16z" : "M44 20 24 30C18 46 13 72 12 90l17 3 11-38z";
      const collar =
        look === 1 ? rect(46, 15, 28, 9, light, 4) : mirrored(path("M46 16 60 28 49 38 41 20z", light));
      return [
        mirrored(path(sleeve, shade)),
        path("M44 18h32l10 8v75H34V26z", main),
        path("M48 18h24L60 30z", INK),
        collar,
        line("M60 32v68", shade, 2.5),
        [44, 58, 72, 86].map((y) => circle(60, y, 2.2, PAPER)).join(""),
        path("M67 46h13v12l-6.5 4L67 58z", shade),
      ].join("");
    },
  },
  belts: {
    draw: ({ main, shade, light, accent }) =>
      [
        shadow(40),
        `<circle cx="54" cy="56" r="36" fill="none" stroke="${main}" stroke-width="14"/>`,
        `<circle cx="54" cy="56" r="20" fill="none" stroke="${shade}" stroke-width="12"/>`,
        `<circle cx="54" cy="56" r="36" fill="none" stroke="${light}" stroke-width="1.5" stroke-dasharray="4 4"/>`,
        rect(50, 85, 46, 15, main, 2),
        [58, 66, 74].map((x) => circle(x, 92.5, 1.8, accent)).join(""),
        `<rect x="84" y="79" width="24" height="27" rx="4" fill="none" stroke="${GOLD}" stroke-width="5"/>`,
        line("M86 92.5h20", METAL, 4),
      ].join(""),
  },
  "winter-jackets": {
    forms: ["parka", "quilted", "shell"],
    draw({ main, shade, light, accent }, look) {
      const hem = look === 0 ? 104 : 96;
      const body = path(`M40 30h40l6 10v${hem - 40}H34V40z`, main);
      const seams =
        look === 1
          ? line("M34 50h52M34 64h52M34 78h52", shade, 3)
          : mirrored(path("M38 70h14v15H38z", shade));
      const hood = look === 0 ? line("M42 31C38 8 82 8 78 31", "#e9dfcc", 9) : "";
      return [
        mirrored(path("M42 30C26 34 16 54 12 90l18 5 8-36z", shade)),
        mirrored(rect(11, 88, 18, 7, light, 3)),
        body,
        path("M42 30C42 8 78 8 78 30c-6 10-30 10-36 0z", shade),
        path("M49 28c0-12 22-12 22 0-5 6-17 6-22 0z", INK),
        hood,
        seams,
        line(`M60 36v${hem - 38}`, look === 2 ? accent : light, 3.5),
      ].join("");
    },
  },
  beanies: {
    forms: ["ribbed", "slouchy", "fleece-lined"],
    draw({ main, shade, light, accent }, look) {
      const dome =
        look === 1 ? "M24 76C20 30 48 22 66 22c26 0 36 22 30 54z" : "M24 76C24 38 40 26 60 26s36 12 36 50z";
      return [
        shadow(40),
        look === 1 ? "" : circle(60, 22, 13, look === 0 ? light : accent),
        path(dome, main),
        line("M44 74c0-22 4-32 10-44M60 74V30M76 74c0-22-4-32-10-44", shade, 3),
        rect(18, 70, 84, 26, shade, 9),
        line("M30 75v16M42 75v16M54 75v16M66 75v16M78 75v16M90 75v16", light, 3),
        look === 2 ? rect(20, 92, 80, 8, PAPER, 4) : "",
      ].join("");
    },
  },
  gloves: {
    draw({ main, shade, light, accent }) {
      const glove = [
        turned(-38, rect(16, 54, 14, 36, main, 7), 23, 80),
        rect(28, 26, 11, 44, main, 5.5),
        rect(40, 16, 11, 50, main, 5.5),
        rect(52, 18, 11, 50, main, 5.5),
        rect(64, 28, 11, 44, main, 5.5),
        rect(28, 54, 47, 34, main, 8),
        line("M39.5 40v18M51.5 36v22M63.5 40v18", shade, 2),
        rect(31, 84, 41, 16, shade, 4),
        line("M36 92h31", light, 3),
      ].join("");
      return [
        shadow(40),
        moved(30, 4, `<g opacity=".55">${glove}</g>`, 0.96),
        moved(-4, 0, glove),
        circle(48, 74, 4, accent),
      ].join("");
    },
  },
};
