// A page that only says something: not found, not allowed, broken.
import type { Assets } from "../platform/assets.ts";

interface MessageProps {
  readonly assets: Assets;
  readonly title: string;
  readonly advice: string;
}

export function Message({ assets, title, advice }: MessageProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title} · Aisle</title>
        <link rel="icon" href={assets.icon.path} />
        <link rel="stylesheet" href={assets.style.path} />
      </head>
      <body>
        <header class="bar">
          <a class="logo" href="/">
            Aisle
          </a>
        </header>
        <main class="message">
          <h1>{title}</h1>
          <p>{advice}</p>
          <p>
            <a href="/">Back to the shop</a>
          </p>
        </main>
      </body>
    </html>
  );
}
