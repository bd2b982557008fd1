// Which attribute testid= means: every request names it.
let testIdAttribute = 'data-testid';

// Walking the tree that the user sees: light DOM, open shadow roots and slots; and how elements are named in messages.

const kSkippedText = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'HEAD', 'TITLE', 'META', 'LINK']);

function normalise(text) {
  return text.replace(/[\u200b\u00ad]/g, '').replace(/\s+/g, ' ').trim();
}

function composedParent(node) {
  if (node.assignedSlot) return node.assignedSlot;
  const parent = node.parentNode;
  if (!parent) return null;
  if (parent.nodeType === Node.DOCUMENT_FRAGMENT_NODE) return parent.host || null;
  return parent.nodeType === Node.ELEMENT_NODE ? parent : null;
}

function composedContains(ancestor, node) {
  for (let at = node; at; at = composedParent(at)) {
    if (at === ancestor) return true;
  }
  return false;
}

function composedClosest(element, selector) {
  for (let at = element; at; at = composedParent(at)) {
    if (at.nodeType === Node.ELEMENT_NODE && at.matches(selector)) return at;
  }
  return null;
}

// The scope itself (or its shadow root) and every open shadow root below it; light DOM first.
function searchRoots(scope) {
  const roots = [scope];
  for (let i = 0; i < roots.length; ++i) {
    const root = roots[i];
    if (root.shadowRoot && i === 0) roots.push(root.shadowRoot);
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) roots.push(element.shadowRoot);
    }
  }
  return roots;
}

function allElements(scope) {
  const elements = [];
  for (const root of searchRoots(scope)) elements.push(...root.querySelectorAll('*'));
  return elements;
}

// Text as the user could read it, whether it is visible or not. Fields give no text but the caption of a button.
function elementText(element, cache) {
  const known = cache.get(element);
  if (known !== undefined) return known;
  let text = '';
  if (element.tagName === 'INPUT') {
    if (['submit', 'button', 'reset'].includes(element.type)) text = element.value;
  } else if (!kSkippedText.has(element.tagName)) {
    const children = element.shadowRoot ? element.shadowRoot.childNodes :
      element.tagName === 'SLOT' && element.assignedNodes().length ? element.assignedNodes() : element.childNodes;
    for (const child of children) {
      if (child.nodeType === Node.TEXT_NODE) text += child.nodeValue;
      else if (child.nodeType === Node.ELEMENT_NODE) text += child.tagName === 'BR' ? '\n' : elementText(child, cache);
    }
  }
  cache.set(element, text);
  return text;
}

// The text of a caption, without the options and the content of the fields inside of it.
function captionText(element) {
  if (element.nodeType === Node.TEXT_NODE) return element.nodeValue;
  if (element.nodeType !== Node.ELEMENT_NODE || kSkippedText.has(element.tagName)) return '';
  if (['SELECT', 'TEXTAREA', 'INPUT'].includes(element.tagName)) return '';
  if (element.tagName === 'BR') return ' ';
  let text = '';
  for (const child of element.tagName === 'SLOT' && element.assignedNodes().length ? element.assignedNodes() : element.childNodes) {
    text += captionText(child);
  }
  return text;
}

function matchesText(match, text) {
  if (match.pattern !== undefined) return new RegExp(match.pattern, match.flags).test(normalise(text));
  const wanted = normalise(match.text);
  const found = normalise(text);
  return match.exact ? found === wanted : found.toLowerCase().includes(wanted.toLowerCase());
}

function isStyleVisible(element) {
  if (element.checkVisibility) {
    if (!element.checkVisibility({contentVisibilityAuto: false, opacityProperty: false, visibilityProperty: true})) return false;
  }
  return getComputedStyle(element).visibility === 'visible';
}

// Has a box of some size and is not hidden by a style. display:contents is as visible as what it holds.
function isVisible(element) {
  if (!element.isConnected) return false;
  const style = getComputedStyle(element);
  if (style.display === 'contents') {
    for (const child of element.childNodes) {
      if (child.nodeType === Node.ELEMENT_NODE && isVisible(child)) return true;
      if (child.nodeType === Node.TEXT_NODE) {
        const range = document.createRange();
        range.selectNode(child);
        const box = range.getBoundingClientRect();
        if (box.width > 0 && box.height > 0) return true;
      }
    }
    return false;
  }
  if (!isStyleVisible(element)) return false;
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0;
}

// "<button id=export class=wide>"; never a value, which may be a secret.
function describeElement(element) {
  let text = '<' + element.tagName.toLowerCase();
  for (const name of ['id', 'name', 'type', 'role', 'class']) {
    const value = element.getAttribute(name);
    if (!value) continue;
    const short = value.length > 40 ? value.slice(0, 40) + '…' : value;
    text += ` ${name}=` + (/^[\w-]+$/.test(short) ? short : `"${short}"`);
  }
  return text + '>';
}

function isOnly(element, root, css) {
  const found = root.querySelectorAll(css);
  return found.length === 1 && found[0] === element;
}

// A CSS selector that finds this element and no other of its root.
function uniqueCss(element) {
  const root = element.getRootNode();
  for (const [name, short] of [['id', true], [testIdAttribute, false], ['name', false]]) {
    const value = element.getAttribute(name);
    if (!value) continue;
    const css = short ? '#' + CSS.escape(value) : `${element.tagName.toLowerCase()}[${name}="${CSS.escape(value)}"]`;
    if (isOnly(element, root, css)) return css;
  }
  const steps = [];
  for (let at = element; at && at.nodeType === Node.ELEMENT_NODE; at = at.parentNode) {
    const id = at.getAttribute('id');
    if (id && at !== element && isOnly(at, root, '#' + CSS.escape(id))) {
      steps.unshift('#' + CSS.escape(id));
      break;
    }
    const tag = at.tagName.toLowerCase();
    const twins = at.parentNode ? [...at.parentNode.children].filter(other => other.tagName === at.tagName) : [at];
    steps.unshift(twins.length > 1 ? `${tag}:nth-of-type(${twins.indexOf(at) + 1})` : tag);
    const css = steps.join(' > ');
    if (steps.length > 1 && isOnly(element, root, css)) return css;
  }
  return steps.join(' > ');
}

// The selector that a person would write for it, as short as is unique: test id, role and name, CSS.
function suggestSelector(element) {
  const testId = element.getAttribute(testIdAttribute);
  if (testId && isOnly(element, element.getRootNode(), `[${testIdAttribute}="${CSS.escape(testId)}"]`)) return 'testid=' + testId;
  const role = roleOf(element);
  if (role && !isHiddenForAria(element)) {
    const name = accessibleName(element);
    if (name && name.length <= 60) {
      const selector = {engine: 'role', role, name: {text: name, exact: false}};
      const found = queryRole(document, selector);
      if (found.length === 1 && found[0] === element) return `role=${role}[name="${name.replace(/["\\]/g, '\\$&')}"]`;
    }
  }
  return uniqueCss(element);
}
