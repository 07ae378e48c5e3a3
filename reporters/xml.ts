/** XML as text: elements, attributes, escapes. */

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Attributes that are undefined are left out. `children` are elements or texts that are escaped already. */
export function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const opening = [
    name,
    ...Object.entries(attributes).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}="${escapeAttribute(String(value))}"`],
    ),
  ].join(' ');
  const content = children.join('');
  if (content === '') return `<${opening}/>\n`;
  const onItsOwnLines = content.startsWith('<') && !content.startsWith('<![CDATA[');
  return `<${opening}>${onItsOwnLines ? '\n' : ''}${content}</${name}>\n`;
}

/** Text in which line feeds, quotes and angle brackets stay readable. */
export function cdata(text: string): string {
  return text === '' ? '' : `<![CDATA[${allowed(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

export function xmlDocument(root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
}

function escapeAttribute(text: string): string {
  return allowed(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** XML 1.0 has no way to say most control characters, half surrogates, U+FFFE and U+FFFF: not even escaped. */
function allowed(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
