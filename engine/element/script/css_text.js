// CSS with :has-text("…"), which browsers do not know: the selector is taken apart into compounds, each of which the browser judges without
// that part, and matched from the right to the left.

// "a:has-text('x') > b, c" → [[{css: 'a', texts: ['x'], combinator: '>'}, {css: 'b', …}], [{css: 'c', …}]]
function parseCssWithText(expression) {
  const alternatives = [];
  let compounds = [];
  let compound = {css: '', texts: [], combinator: ' '};
  let depth = 0;
  let at = 0;
  const endCompound = combinator => {
    if (!compound.css.trim() && !compound.texts.length) throw new Error(`'${expression}' is not a valid selector.`);
    compound.css = compound.css.trim() || '*';
    compound.combinator = combinator;
    compounds.push(compound);
    compound = {css: '', texts: [], combinator: ' '};
  };
  const quotedEnd = start => {
    for (let i = start + 1; i < expression.length; ++i) {
      if (expression[i] === '\\') ++i;
      else if (expression[i] === expression[start]) return i;
    }
    throw new Error(`'${expression}': a quotation mark is never closed.`);
  };
  while (at < expression.length) {
    const c = expression[at];
    const word = ':has-text(';
    if (depth === 0 && expression.startsWith(word, at)) {
      let start = at + word.length;
      while (/\s/.test(expression[start])) ++start;
      if (!/["']/.test(expression[start] || '')) throw new Error(`'${expression}': :has-text() wants a text in quotation marks.`);
      const end = quotedEnd(start);
      const close = expression.indexOf(')', end);
      if (close < 0 || expression.slice(end + 1, close).trim()) throw new Error(`'${expression}': :has-text() is never closed.`);
      compound.texts.push(expression.slice(start + 1, end).replace(/\\(.)/g, '$1'));
      at = close + 1;
    } else if (c === '"' || c === "'") {
      const end = quotedEnd(at);
      compound.css += expression.slice(at, end + 1);
      at = end + 1;
    } else if (c === '\\') {
      compound.css += expression.slice(at, at + 2);
      at += 2;
    } else {
      if (c === '(' || c === '[') ++depth;
      if (c === ')' || c === ']') --depth;
      const combinator = depth === 0 && /^\s*([>+~,])\s*|^\s+/.exec(expression.slice(at));
      if (combinator && at + combinator[0].length < expression.length) {
        endCompound(combinator[1] === ',' ? ' ' : combinator[1] || ' ');
        if (combinator[1] === ',') {
          alternatives.push(compounds);
          compounds = [];
        }
        at += combinator[0].length;
      } else {
        compound.css += c;
        ++at;
      }
    }
  }
  endCompound(' ');
  alternatives.push(compounds);
  return alternatives;
}

function matchesCompound(element, compound, scope, cache) {
  const css = compound.css.replace(/:scope/g, '');
  if (css !== compound.css && element !== scope) return false;
  if (css.trim() && !element.matches(css)) return false;
  return compound.texts.every(text => matchesText({text, exact: false}, elementText(element, cache)));
}

function matchesCompounds(element, compounds, last, scope, cache) {
  if (!matchesCompound(element, compounds[last], scope, cache)) return false;
  if (last === 0) return true;
  switch (compounds[last - 1].combinator) {
    case '>': {
      const parent = composedParent(element);
      return !!parent && matchesCompounds(parent, compounds, last - 1, scope, cache);
    }
    case '+': return !!element.previousElementSibling && matchesCompounds(element.previousElementSibling, compounds, last - 1, scope, cache);
    case '~':
      for (let at = element.previousElementSibling; at; at = at.previousElementSibling) {
        if (matchesCompounds(at, compounds, last - 1, scope, cache)) return true;
      }
      return false;
    default:
      for (let at = composedParent(element); at; at = composedParent(at)) {
        if (matchesCompounds(at, compounds, last - 1, scope, cache)) return true;
      }
      return false;
  }
}

function queryCssWithText(scope, expression) {
  const alternatives = parseCssWithText(expression);
  const cache = new Map();
  return allElements(scope).filter(element =>
    alternatives.some(compounds => matchesCompounds(element, compounds, compounds.length - 1, scope, cache)));
}
