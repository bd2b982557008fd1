// For "nothing matches": which element of the page is most like the one that was looked for.

function bigrams(text) {
  const padded = ` ${text.toLowerCase()} `;
  const grams = new Map();
  for (let i = 0; i + 1 < padded.length; ++i) {
    const gram = padded.slice(i, i + 2);
    grams.set(gram, (grams.get(gram) || 0) + 1);
  }
  return grams;
}

function similarity(a, b) {
  if (!a || !b) return 0;
  const left = bigrams(a);
  const right = bigrams(b);
  let shared = 0;
  let total = 0;
  for (const count of left.values()) total += count;
  for (const [gram, count] of right) {
    total += count;
    shared += Math.min(count, left.get(gram) || 0);
  }
  return 2 * shared / total;
}

// The words of the last part that say something: a name, a text, or the identifiers of a CSS selector.
function wantedWords(parts) {
  for (let i = parts.length - 1; i >= 0; --i) {
    const part = parts[i];
    if (part.engine === 'role') return {role: part.role, text: part.name ? part.name.text : ''};
    if (part.text) return {role: null, text: part.text.text};
    if (part.expression) {
      const words = part.expression.match(/[\p{L}\p{N}_-]{3,}/gu) || [];
      return {role: null, text: words.length ? words[words.length - 1] : ''};
    }
  }
  return {role: null, text: ''};
}

// The most similar element; where none is similar but a role was wanted, the first few that have this role.
function closestElements(chains) {
  const kMostOfRole = 3;
  const candidates = queryCss(document, 'a, button, input, select, textarea, summary, label, [role], [onclick], [id], h1, h2, h3')
    .slice(0, 2000).filter(isVisible);
  let best = null;
  const sameRole = new Set();
  for (const chain of chains) {
    const wanted = wantedWords(chain);
    for (const element of candidates) {
      const texts = [accessibleName(element).slice(0, 100), element.id, element.getAttribute('name'), element.getAttribute('placeholder')];
      let score = Math.max(...texts.map(text => similarity(wanted.text, text)));
      if (wanted.role && roleOf(element) === wanted.role) {
        score += wanted.text ? 0.2 : 0.5;
        if (sameRole.size < kMostOfRole) sameRole.add(element);
      }
      if (score > 0.4 && (!best || score > best.score)) best = {score, element};
    }
  }
  return best ? [best.element] : [...sameRole];
}
