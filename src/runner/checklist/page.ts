/** A checklist as a page of its own: one file with its pictures inside, for the HTML report and for a mail. */
import type { ChecklistRecord, ChecklistVerdict } from '../../contracts/checklist.ts';
import type { KeptEvidence } from './evidence.ts';

const style = `
:root { color-scheme: light dark; --ink: #1c2330; --faint: #667085; --line: #e4e7ec; --page: #f6f7f9; --card: #fff; --good: #067647; --good-back: #dcfae6; --bad: #b42318; --bad-back: #fee4e2; --row-bad: #fff8f7; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --faint: #98a2b3; --line: #2c3444; --page: #10141c; --card: #171c26; --good: #75e0a7; --good-back: #053321; --bad: #fda29b; --bad-back: #55160c; --row-bad: #231617; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 32px 16px; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
main { max-width: 1000px; margin: 0 auto; }
h1 { margin: 0; font-size: 24px; }
.where { margin: 4px 0 20px; color: var(--faint); }
.bar { display: flex; height: 8px; border-radius: 4px; overflow: hidden; background: var(--line); }
.bar i { background: var(--good); } .bar i.failed { background: var(--bad); }
.counts { margin: 8px 0 20px; }
.counts b.failed { color: var(--bad); } .counts b.passed { color: var(--good); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-size: 12px; font-weight: 600; letter-spacing: .04em; text-transform: uppercase; color: var(--faint); }
th, td { padding: 10px 14px; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; } tr.failed { background: var(--row-bad); }
.id { font-variant-numeric: tabular-nums; white-space: nowrap; font-weight: 600; }
.verdict, .severity { display: inline-block; padding: 1px 9px; border-radius: 999px; font-size: 13px; white-space: nowrap; }
.verdict.passed { color: var(--good); background: var(--good-back); } .verdict.failed { color: var(--bad); background: var(--bad-back); }
.severity { border: 1px solid var(--line); color: var(--faint); }
.severity.blocker, .severity.critical { color: var(--bad); border-color: currentColor; }
.time { text-align: right; white-space: nowrap; color: var(--faint); font-variant-numeric: tabular-nums; }
pre { margin: 8px 0 0; padding: 10px 12px; border-radius: 6px; background: var(--page); font: 12px/1.45 ui-monospace, "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 260px; overflow: auto; }
details { margin-top: 6px; color: var(--faint); } summary { cursor: pointer; }
img { display: block; max-width: 100%; margin-top: 8px; border: 1px solid var(--line); border-radius: 6px; }
`;

export function checklistPage(
  { name, items }: ChecklistRecord,
  evidence: readonly KeptEvidence[],
  titlePath: readonly string[],
): string {
  const failed = items.filter(({ status }) => status === 'failed').length;
  const passed = items.length - failed;
  const bodies = new Map(evidence.map((each) => [each.name, each]));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(name)}: ${failed === 0 ? 'all passed' : `${failed} failed`}</title>
<style>${style}</style>
<main>
<h1>${escaped(name)}</h1>
<p class="where">${escaped(titlePath.join(' › '))}</p>
<div class="bar"><i style="flex:${passed}"></i><i class="failed" style="flex:${failed}"></i></div>
<p class="counts"><b class="passed">${passed} passed</b>, <b class="${failed === 0 ? '' : 'failed'}">${failed} failed</b> of ${items.length}</p>
<div class="card"><table>
<thead><tr><th>Id</th><th>Item</th><th>Severity</th><th>Owner</th><th>Verdict</th><th></th></tr></thead>
<tbody>
${items.map((item) => row(item, bodies)).join('\n')}
</tbody></table></div>
</main>
</html>
`;
}

function row(item: ChecklistVerdict, bodies: ReadonlyMap<string, KeptEvidence>): string {
  const { id, title, severity, owner = '', status, durationMs, error, evidence } = item;
  const details = evidence.flatMap(({ name }) => bodies.get(name) ?? []).map((each) => evidenceBlock(each, status));
  const reason = error === undefined ? '' : `<pre>${escaped(error)}</pre>`;
  return `<tr class="${status}"><td class="id">${escaped(id)}</td><td>${escaped(title)}${reason}${details.join('')}</td>\
<td><span class="severity ${severity}">${severity}</span></td><td>${escaped(owner)}</td>\
<td><span class="verdict ${status}">${status}</span></td><td class="time">${(durationMs / 1000).toFixed(1)} s</td></tr>`;
}

/** Open where something is wrong. */
function evidenceBlock({ name, contentType, body }: KeptEvidence, status: string): string {
  const content =
    contentType === 'image/png'
      ? `<img alt="${escaped(name)}" src="data:image/png;base64,${body.toString('base64')}">`
      : `<pre>${escaped(body.toString())}</pre>`;
  return `<details${status === 'failed' ? ' open' : ''}><summary>evidence</summary>${content}</details>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
