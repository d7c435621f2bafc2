// The contrast of every pair of colours that the design relies on (WCAG 2.x relative luminance), computed
// from the tokens of the theme's own style sheets: light, dark, more contrast. No browser needed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const theme = (file) => readFileSync(fileURLToPath(new URL(`../../themes/${file}`, import.meta.url)), 'utf8');
const TOKENS = theme('default/styles/tokens.css');
const BLUE = theme('plain-blue/assets/plain-blue.css');

/* Text, what it stands on, and the least ratio: 7 for running text, 4.5 for other text, 3 for borders. */
const PAIRS = [
  ['ink', 'paper', 7], ['ink', 'sunk', 7], ['ink', 'card', 7], ['ink2', 'paper', 7], ['ink2', 'sunk', 7], ['ink2', 'card', 7],
  ['ink3', 'paper', 4.5], ['ink3', 'sunk', 4.5], ['ink3', 'card', 4.5],
  ['link', 'paper', 4.5], ['link', 'wash', 4.5], ['link', 'card', 4.5], ['link', 'sunk', 4.5], ['visited', 'paper', 4.5], ['visited', 'card', 4.5], ['onact', 'link', 4.5],
  ['red', 'paper', 4.5], ['red', 'redwash', 4.5], ['red', 'card', 4.5], ['paper', 'red', 4.5], ['ink', 'redwash', 7], ['link', 'redwash', 4.5],
  ['amber', 'amberwash', 4.5], ['amber', 'paper', 4.5], ['ink', 'amberwash', 7], ['link', 'amberwash', 4.5],
  ['jade', 'paper', 4.5], ['ink', 'wash', 7], ['link', 'mark', 4.5], ['ink2', 'mark', 4.5], ['ink', 'mark', 4.5], ['paper', 'ink', 7],
  ['edge', 'paper', 3], ['edge', 'card', 3], ['edge', 'sunk', 3],
];

/** [{ media, selector, tokens }] of every rule that sets tokens. Our own sheets: no braces in strings. */
function rules(css) {
  const out = []; const media = [];
  const text = css.replace(/\/\*.*?\*\//gs, '');
  for (const [, head, body, close] of text.matchAll(/([^{}]*)\{(?=([^{}]*))|(\})/g)) {
    if (close) { media.pop(); continue; }
    const selector = head.trim();
    media.push(selector);
    const tokens = Object.fromEntries([...(body ?? '').matchAll(/--([a-z0-9]+):\s*(#[0-9a-f]+)/gi)].map(([, k, v]) => [k, v]));
    if (!selector.startsWith('@') && Object.keys(tokens).length) out.push({ media: media.slice(0, -1).join(' '), selector, tokens });
  }
  return out;
}

/** The tokens as a reader gets them: rules in order, those of the right media and selector. */
function computed(sheets, { dark, more, chosen }) {
  const found = {};
  for (const { media, selector, tokens } of sheets.flatMap(rules)) {
    if (/print/.test(media)) continue;
    if (/prefers-contrast/.test(media) && !more) continue;
    if (/prefers-color-scheme: dark/.test(media) && !(dark && !chosen)) continue;
    const matches = selector.split(',').map((s) => s.trim()).some((s) => (
      s === ':root' || (s === ':root:not([data-theme="light"])' && chosen !== 'light') || s === `:root[data-theme="${chosen}"]`));
    if (matches) Object.assign(found, tokens);
  }
  return found;
}

function luminance(hex) {
  const full = hex.length === 4 ? hex.slice(1).replace(/./g, '$&$&') : hex.slice(1);
  const [r, g, b] = full.match(/../g).map((x) => parseInt(x, 16) / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a, b) {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
}

test('the arithmetic is that of WCAG', () => {
  assert.equal(contrast('#000', '#fff'), 21);
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
});

const MODES = {
  light: {}, dark: { dark: true }, 'light, chosen on a dark device': { dark: true, chosen: 'light' }, 'dark, chosen': { chosen: 'dark' },
  'more contrast, light': { more: true }, 'more contrast, dark': { more: true, dark: true }, 'more contrast, dark chosen': { more: true, chosen: 'dark' },
};
for (const [name, sheets, modes] of [['default', [TOKENS], Object.keys(MODES)], ['plain-blue', [TOKENS, BLUE], ['light', 'dark', 'dark, chosen', 'light, chosen on a dark device']]]) {
  for (const mode of modes) {
    test(`${name}, ${mode}`, () => {
      const tokens = computed(sheets, MODES[mode]);
      const wrong = PAIRS.map(([a, b, least]) => ({ pair: `${a} on ${b}`, got: contrast(tokens[a], tokens[b]), least }))
        .filter(({ got, least }) => !(got >= least)).map(({ pair, got, least }) => `${pair}: ${got.toFixed(2)} < ${least}`);
      assert.deepEqual(wrong, []);
    });
  }
}

test('the design brief and the style sheet have the same colours', () => {
  const light = computed([TOKENS], {}); const dark = computed([TOKENS], { dark: true });
  for (const [token, a, b] of [['paper', '#faf8f3', '#15181b'], ['ink', '#1b1e22', '#ece8df'], ['link', '#1a4a78', '#93c2ef'], ['red', '#a52a1a', '#ff9d88']]) {
    assert.deepEqual([light[token], dark[token]], [a, b], token);
  }
  assert.deepEqual(computed([TOKENS], { chosen: 'dark' }), dark, 'dark by choice is dark by device');
});
