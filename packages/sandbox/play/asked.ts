// What the person asked: agents wrap the question in reminders and contexts, which name tools that nobody wants called.

/** Agents' own blocks, such as `<system-reminder>…</system-reminder>` of Claude Code. */
const WRAPPED = /<([a-z]+(?:[-_][a-z]+)+)(?:\s[^>]*)?>[\s\S]*?<\/\1>/g;

/**
 * The last text of a user's turn without the agent's blocks, or the whole turn when nothing else is in it.
 * Claude Code, Qwen Code and Gemini CLI put their context in parts before the question.
 */
export function askedOf(texts: readonly string[]): string {
  const asked = texts.map(text => text.replace(WRAPPED, '').trim()).findLast(text => text !== '');
  return asked ?? texts.join('\n');
}

/** Whether a text names a tool as a word of its own: `agent` is not named by `agents` or `user-agent`. */
export function names(text: string, tool: string): boolean {
  const word = tool.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(text);
}
