import { describe, expect, test } from 'vitest';
import { rebase, redo, seal, startTimeline, step, undo } from './history.ts';

describe('the timeline of an editor', () => {
  test('typing into one cell is one step', () => {
    let line = startTimeline('');
    line = step(line, '1', 'a');
    line = step(line, '12', 'a');
    line = step(line, '12 b', 'b');
    expect(undo(line).doc).toBe('12');
    expect(undo(undo(line)).doc).toBe('');
  });

  test('a sealed step is not typed on', () => {
    const line = step(seal(step(startTimeline(''), '1', 'a')), '12', 'a');
    expect(undo(line).doc).toBe('1');
  });

  test('redo brings back, and a new step forgets what was undone', () => {
    const line = undo(step(startTimeline(0), 1));
    expect(redo(line).doc).toBe(1);
    expect(redo(step(line, 2)).doc).toBe(2);
    expect(undo(startTimeline(0)).doc).toBe(0);
  });

  test('the same document is no step', () => {
    const line = startTimeline({});
    expect(step(line, line.doc)).toBe(line);
  });

  test('rebasing carries the past along', () => {
    const line = rebase(step(startTimeline('a'), 'ab'), (doc) => `${doc}!`);
    expect(line.doc).toBe('ab!');
    expect(undo(line).doc).toBe('a!');
  });

  test('keeps two hundred steps', () => {
    let line = startTimeline(0);
    for (let at = 1; at <= 500; at += 1) line = step(line, at);
    expect(line.past).toHaveLength(200);
  });
});
