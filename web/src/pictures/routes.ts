// The drawings as files.
import { Elysia } from "elysia";
import { FOR_GOOD } from "../platform/assets.ts";
import { readPicture } from "./picture.ts";

/** Of an address that an older page holds: what it shows is asked for again soon. */
const FOR_NOW = "public, max-age=300";

/** GET /pictures/:file */
export const pictureRoutes = new Elysia({ name: "pictures" }).get(
  "/pictures/:file",
  ({ params: { file }, request, status }) => {
    const picture = readPicture(file);
    if (picture === undefined) return status(404);
    const headers = {
      etag: `"${picture.digest}"`,
      "cache-control": picture.isCurrent ? FOR_GOOD : FOR_NOW,
    };
    if (request.headers.get("if-none-match") === headers.etag)
      return new Response(null, { status: 304, headers });
    return new Response(picture.svg, { headers: { ...headers, "content-type": "image/svg+xml" } });
  },
);
