/** Where Remix's scripts begin: no text of a person can look like it, for React escapes those. */
const firstScript = '<link rel="modulepreload"';
const endOfBody = '</body>';

/**
 * Lets a page be seen before its scripts are fetched: on a phone's connection they would take turns with the styles and the
 * letters, and they are most of the page. They wait in a template, which the browser neither reads ahead nor runs, and take
 * its place once something was painted, so that React finds the page as it drew it. A page that nobody looks at is not
 * painted and does not wait.
 *
 * @param html a page as React drew it
 * @param data the script that hands over the page's data, to stand behind Remix's own
 */
export function scriptsAfterPaint(html: string, data: string, nonce: string): string {
  const from = html.indexOf(firstScript);
  const to = html.lastIndexOf(endOfBody);
  if (from < 0 || to < from) return html;
  const scripts = html.slice(from, to) + data;
  return `${html.slice(0, from)}<template>${scripts}</template><script nonce="${nonce}">${release}</script>${html.slice(to)}`;
}

/** Chromium paints before the timer that is set in a frame; 3 s are for a frame that never comes. */
const release = `(()=>{
const waiting=document.currentScript,template=waiting.previousElementSibling;
const go=()=>{if(!waiting.isConnected)return;waiting.remove();template.replaceWith(template.content)};
if(document.hidden)go();
else{requestAnimationFrame(()=>setTimeout(go));setTimeout(go,3000)}
})()`.replaceAll('\n', '');
