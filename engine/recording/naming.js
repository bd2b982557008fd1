// The selectors that find an element and nothing else of its document, as recipes write them: what it is called before where it stands.

const kLongestName = 60;

function quoted(text) {
  return '"' + text.replace(/["\\]/g, '\\$&') + '"';
}

function findsOnly(element, parts) {
  const found = queryChain(parts);
  return found.length === 1 && found[0] === element;
}

// Where it stands, from the root of the document; nothing for what lives in a shadow tree, which XPath does not see.
function positionXpath(element) {
  if (element.getRootNode() !== document) return null;
  const steps = [];
  for (let at = element; at && at.nodeType === Node.ELEMENT_NODE; at = at.parentNode) {
    const id = at.getAttribute('id');
    if (id && isStableName(id) && !id.includes('"') && isOnly(at, document, '#' + CSS.escape(id))) {
      steps.unshift(`//*[@id="${id}"]`);
      return steps.join('/');
    }
    const tag = at.tagName.toLowerCase();
    const twins = at.parentNode ? [...at.parentNode.children].filter(other => other.tagName === at.tagName) : [at];
    // Elements of SVG have a namespace and no plain name.
    const step = at.namespaceURI === 'http://www.w3.org/1999/xhtml' ? tag : `*[name()="${at.tagName}"]`;
    steps.unshift(twins.length > 1 ? `${step}[${twins.indexOf(at) + 1}]` : step);
  }
  return '/' + steps.join('/');
}

// Names that a framework makes up change with the next build: "ember1234", "id-5f3a9c1e".
function isStableName(name) {
  return !/\d{3}|[0-9a-f]{8}|^:r/i.test(name);
}

function candidates(element) {
  const list = [];
  const add = (selector, part) => list.push({selector, parts: [part]});
  const testId = element.getAttribute('data-testid');
  if (testId) add('testid=' + quoted(testId), {engine: 'testid', text: {text: testId, exact: true}});
  const field = element.matches('input, select, textarea') || element.isContentEditable;
  const label = field ? labelTexts(element).map(normalise).find(text => text && text.length <= kLongestName) : '';
  if (label) add('label=' + quoted(label), {engine: 'label', text: {text: label, exact: true}});
  const role = roleOf(element);
  const name = role && !isHiddenForAria(element) ? accessibleName(element) : '';
  if (name && name.length <= kLongestName) {
    add(`role=${role}[name=${quoted(name)}s]`, {engine: 'role', role, name: {text: name, exact: true}});
  }
  const placeholder = element.getAttribute('placeholder');
  if (placeholder) add('placeholder=' + quoted(placeholder), {engine: 'placeholder', text: {text: placeholder, exact: true}});
  const text = normalise(elementText(element, new Map()));
  if (text && text.length <= kLongestName) add('text=' + quoted(text), {engine: 'text', text: {text, exact: true}});
  const css = uniqueCss(element);
  add('css=' + css, {engine: 'css', expression: css});
  const xpath = positionXpath(element);
  if (xpath) add('xpath=' + xpath, {engine: 'xpath', expression: xpath});
  return list;
}

// Best first, each looked up once more with the queries that will have to find it again.
function selectorsOf(element) {
  const only = candidates(element).filter(({parts}) => findsOnly(element, parts));
  const named = only.filter(({parts}) => parts[0].engine !== 'css' && parts[0].engine !== 'xpath').slice(0, 1);
  const placed = only.filter(({parts}) => parts[0].engine === 'css' || parts[0].engine === 'xpath');
  // A made-up id is worse than a position.
  placed.sort((a, b) => isStableName(b.selector) - isStableName(a.selector));
  if (named.length || placed.length) return [...named, ...placed].map(({selector}) => selector);
  // Below a shadow root a path may fit several times: then by number.
  const css = uniqueCss(element);
  const index = queryCss(document, css).indexOf(element);
  return index < 0 ? [] : [`css=${css} >> nth=${index}`];
}
