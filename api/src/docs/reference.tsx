// The reference of the API as one page: from its OpenAPI document, without scripts.
import { type Document, groupsOf, type Parameter, type Route } from "./document.ts";
import { curlOf } from "./example.ts";
import { Fields, FieldTable } from "./fields.tsx";
import { Prose } from "./prose.tsx";

const anchor = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** The whole page but its doctype. `stylePath` is where its style sheet is. */
export function Reference({ document, stylePath }: { document: Document; stylePath: string }) {
  const groups = [...groupsOf(document)];
  const { info, components } = document;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{info.title} API</title>
        <link rel="stylesheet" href={stylePath} />
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <nav aria-label="Contents">
          <p class="brand">{info.title} API</p>
          <Contents groups={groups} />
        </nav>
        <main id="content">
          <header>
            <h1>{info.title} API</h1>
            <p>{info.description}</p>
            <p>
              JSON over HTTP. The examples ask for products and customers of <code>make demo</code>. The same
              as an OpenAPI document: <a href="/openapi.json">/openapi.json</a>.
            </p>
          </header>
          <Keys />
          {groups.map(([group, routes]) => (
            <section aria-labelledby={anchor(group)}>
              <h2 id={anchor(group)}>{group}</h2>
              {routes.map((route) => (
                <Operation route={route} />
              ))}
            </section>
          ))}
          <section aria-labelledby="errors">
            <h2 id="errors">Errors</h2>
            <p>
              Every error is a problem by RFC 9457, of the media type <code>application/problem+json</code>.
              Its <code>type</code> says which kind it is, <code>errors</code> which fields are at fault.
            </p>
            {components.schemas["Problem"] === undefined ? null : (
              <>
                <Fields schema={components.schemas["Problem"]} />
                {components.schemas["Problem"].examples?.map((example) => (
                  <Json value={example} />
                ))}
              </>
            )}
          </section>
        </main>
      </body>
    </html>
  );
}

function Contents({ groups }: { groups: readonly (readonly [string, readonly Route[]])[] }) {
  return (
    <ul role="list">
      <li>
        <a href="#keys">Keys</a>
      </li>
      {groups.map(([group, routes]) => (
        <li>
          <a href={`#${anchor(group)}`}>{group}</a>
          <ul role="list">
            {routes.map(({ operationId, method, summary }) => (
              <li>
                <a href={`#${operationId}`}>
                  <Method method={method} /> {summary}
                </a>
              </li>
            ))}
          </ul>
        </li>
      ))}
      <li>
        <a href="#errors">Errors</a>
      </li>
    </ul>
  );
}

function Keys() {
  return (
    <section aria-labelledby="keys">
      <h2 id="keys">Keys</h2>
      <p>
        The demo takes callers without a key. Elsewhere add <code>-H 'authorization: Bearer KEY'</code> to
        each command; <code>make key</code> makes keys. Each operation below names the scope that its key
        needs.
      </p>
    </section>
  );
}

function Operation({ route }: { route: Route }) {
  const { operationId, method, path, summary, description, parameters = [], requestBody, responses } = route;
  const scope = route.security?.flatMap((way) => Object.values(way).flat())[0];
  return (
    <article id={operationId} aria-labelledby={`${operationId}-title`}>
      <h3 id={`${operationId}-title`}>{summary}</h3>
      <p class="address">
        <Method method={method} /> <code>{path}</code>
        {scope === undefined ? null : <span class="scope">scope {scope}</span>}
      </p>
      {description === undefined ? null : (
        <p>
          <Prose text={description} />
        </p>
      )}
      <Parameters title="In the address" parameters={parameters.filter((one) => one.in === "path")} />
      <Parameters title="Query" parameters={parameters.filter((one) => one.in === "query")} />
      {Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => (
        <>
          <h4>
            Body <code>{type}</code>
          </h4>
          <Fields schema={schema} />
        </>
      ))}
      <h4>Example</h4>
      <pre tabindex={0}>
        <code>{curlOf(route)}</code>
      </pre>
      <h4>Answers</h4>
      {Object.entries(responses).map(([status, response]) => (
        <Answer status={status} response={response} />
      ))}
    </article>
  );
}

function Parameters({ title, parameters }: { title: string; parameters: readonly Parameter[] }) {
  if (parameters.length === 0) return null;
  const fields = parameters.map(({ name, required = false, description, schema }) => ({
    path: name,
    required,
    schema: description === undefined ? schema : { ...schema, description },
  }));
  return (
    <>
      <h4>{title}</h4>
      <FieldTable fields={fields} />
    </>
  );
}

function Answer({ status, response }: { status: string; response: Route["responses"][string] }) {
  const schema = response.content?.["application/json"]?.schema;
  // Elysia writes this where nothing else is said.
  const said = response.description.startsWith("Response for status") ? "" : response.description;
  if (schema === undefined)
    return (
      <p class="answer">
        <span class="status">{status}</span> <Prose text={said} />
      </p>
    );
  return (
    <details class="answer">
      <summary>
        <span class="status">{status}</span> {said || "What was asked for"}
      </summary>
      <Fields schema={schema} />
    </details>
  );
}

function Method({ method }: { method: string }) {
  return <span class={`method ${method.toLowerCase()}`}>{method}</span>;
}

function Json({ value }: { value: unknown }) {
  return (
    <pre tabindex={0}>
      <code>{JSON.stringify(value, undefined, 2)}</code>
    </pre>
  );
}
