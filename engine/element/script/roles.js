// Roles, names and states as assistive technology is told them (HTML-AAM and accname, as far as selectors need them).

const kInputRoles = {
  button: 'button', submit: 'button', reset: 'button', image: 'button', checkbox: 'checkbox', radio: 'radio', range: 'slider',
  number: 'spinbutton', search: 'searchbox', email: 'textbox', tel: 'textbox', text: 'textbox', url: 'textbox',
};

const kTagRoles = {
  ARTICLE: 'article', ASIDE: 'complementary', BLOCKQUOTE: 'blockquote', BUTTON: 'button', CAPTION: 'caption', CODE: 'code',
  DATALIST: 'listbox', DD: 'definition', DEL: 'deletion', DETAILS: 'group', DFN: 'term', DIALOG: 'dialog', DT: 'term', EM: 'emphasis',
  FIELDSET: 'group', FIGURE: 'figure', H1: 'heading', H2: 'heading', H3: 'heading', H4: 'heading', H5: 'heading', H6: 'heading',
  HR: 'separator', HTML: 'document', INS: 'insertion', LI: 'listitem', MAIN: 'main', MATH: 'math', MENU: 'list', METER: 'meter',
  NAV: 'navigation', OL: 'list', OPTGROUP: 'group', OPTION: 'option', OUTPUT: 'status', P: 'paragraph', PROGRESS: 'progressbar',
  SEARCH: 'search', STRONG: 'strong', SUB: 'subscript', SUP: 'superscript', SVG: 'img', svg: 'img', TABLE: 'table', TBODY: 'rowgroup',
  TEXTAREA: 'textbox', TFOOT: 'rowgroup', THEAD: 'rowgroup', TIME: 'time', TR: 'row', UL: 'list',
};

const kNamedByContent = new Set([
  'button', 'cell', 'checkbox', 'columnheader', 'gridcell', 'heading', 'link', 'menuitem', 'menuitemcheckbox', 'menuitemradio', 'option',
  'radio', 'row', 'rowheader', 'switch', 'tab', 'tooltip', 'treeitem',
]);

const kSectioning = 'article, aside, main, nav, section, [role=article], [role=complementary], [role=main], [role=navigation], [role=region]';

function implicitRole(element) {
  const tag = element.tagName;
  switch (tag) {
    case 'A': case 'AREA': return element.hasAttribute('href') ? 'link' : null;
    case 'IMG': return element.getAttribute('alt') === '' && !element.hasAttribute('title') ? 'presentation' : 'img';
    case 'INPUT':
      if (['text', 'search', 'email', 'tel', 'url'].includes(element.type) && element.list) return 'combobox';
      return kInputRoles[element.type] || (element.type === 'hidden' ? null : 'textbox');
    case 'SELECT': return element.multiple || element.size > 1 ? 'listbox' : 'combobox';
    case 'HEADER': return element.closest(kSectioning) ? null : 'banner';
    case 'FOOTER': return element.closest(kSectioning) ? null : 'contentinfo';
    case 'SECTION': return element.hasAttribute('aria-label') || element.hasAttribute('aria-labelledby') ? 'region' : null;
    case 'FORM': return element.hasAttribute('aria-label') || element.hasAttribute('aria-labelledby') ? 'form' : null;
    case 'SUMMARY': return 'button';
    case 'TD': return element.closest('table[role=grid], table[role=treegrid]') ? 'gridcell' : 'cell';
    case 'TH': return ['row', 'rowgroup'].includes(element.scope) ? 'rowheader' : 'columnheader';
    default: return kTagRoles[tag] || null;
  }
}

function roleOf(element) {
  for (const role of (element.getAttribute('role') || '').toLowerCase().split(/\s+/)) {
    if (role && /^[a-z-]+$/.test(role)) return role === 'none' ? 'presentation' : role;
  }
  return implicitRole(element);
}

function isHiddenForAria(element) {
  if (['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'HEAD'].includes(element.tagName)) return true;
  if (!element.isConnected) return true;
  const option = element.tagName === 'OPTION' || element.tagName === 'OPTGROUP';
  const boxed = option ? element.closest('select') || element : element;
  const style = getComputedStyle(boxed);
  if (style.display === 'contents') {
    if (![...boxed.childNodes].some(child =>
      child.nodeType === Node.TEXT_NODE && child.nodeValue.trim() ||
      child.nodeType === Node.ELEMENT_NODE && !isHiddenForAria(child))) return true;
  } else if (!isStyleVisible(boxed)) {
    return true;
  }
  for (let at = element; at; at = composedParent(at)) {
    if (at.getAttribute && at.getAttribute('aria-hidden') === 'true') return true;
  }
  return false;
}

function byIds(element, attribute) {
  const root = element.getRootNode();
  return (element.getAttribute(attribute) || '').split(/\s+/).filter(Boolean)
    .map(id => root.getElementById ? root.getElementById(id) : root.querySelector('#' + CSS.escape(id))).filter(Boolean);
}

function generatedText(element, pseudo) {
  const content = getComputedStyle(element, pseudo).content;
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(content || '');
  return quoted ? quoted[1].replace(/\\(.)/g, '$1') : '';
}

// What a node contributes to the name of something around it.
function nameOfContent(node, visited) {
  if (node.nodeType === Node.TEXT_NODE) return node.nodeValue;
  if (node.nodeType !== Node.ELEMENT_NODE || visited.has(node)) return '';
  visited.add(node);
  if (isHiddenForAria(node)) return '';
  const label = (node.getAttribute('aria-label') || '').trim();
  if (label) return label;
  const role = roleOf(node);
  if (node.tagName === 'SELECT') return [...node.selectedOptions].map(option => option.label).join(' ');
  if (role === 'textbox' || role === 'searchbox' || role === 'spinbutton' || role === 'combobox') {
    return node.value !== undefined && node.type !== 'password' ? node.value : node.textContent;
  }
  if (['IMG', 'AREA', 'INPUT', 'svg'].includes(node.tagName)) return nativeName(node, visited);
  return childrenText(node, visited) || (node.getAttribute('title') || '');
}

function childrenText(element, visited) {
  const children = element.shadowRoot ? element.shadowRoot.childNodes :
    element.tagName === 'SLOT' && element.assignedNodes().length ? element.assignedNodes() : element.childNodes;
  let text = generatedText(element, '::before');
  for (const child of children) {
    const block = child.nodeType === Node.ELEMENT_NODE && getComputedStyle(child).display !== 'inline';
    const part = nameOfContent(child, visited);
    text += block ? ` ${part} ` : part;
  }
  return text + generatedText(element, '::after');
}

function nativeName(element, visited) {
  const tag = element.tagName;
  if (tag === 'INPUT' && ['button', 'submit', 'reset'].includes(element.type)) {
    if (element.value) return element.value;
    return element.type === 'submit' ? 'Submit' : element.type === 'reset' ? 'Reset' : '';
  }
  if (element.labels && element.labels.length) {
    const text = normalise([...element.labels].map(captionText).join(' '));
    if (text) return text;
  }
  if (tag === 'INPUT' && element.type === 'image') return element.alt || element.title || 'Submit';
  if (tag === 'IMG' || tag === 'AREA') return element.getAttribute('alt') || '';
  const captions = {FIELDSET: 'legend', TABLE: 'caption', FIGURE: 'figcaption', svg: 'title', DETAILS: 'summary'};
  if (captions[tag]) {
    const caption = [...element.children].find(child => child.tagName.toLowerCase() === captions[tag]);
    if (caption) return tag === 'svg' ? caption.textContent : childrenText(caption, visited);
  }
  if (tag === 'OPTGROUP' || tag === 'OPTION') return element.label || '';
  return '';
}

function accessibleName(element) {
  const labelled = byIds(element, 'aria-labelledby');
  if (labelled.length) {
    const text = normalise(labelled.map(other => {
      const label = (other.getAttribute('aria-label') || '').trim();
      return label || nativeName(other, new Set([other])) || childrenText(other, new Set([other]));
    }).join(' '));
    if (text) return text;
  }
  const label = normalise(element.getAttribute('aria-label') || '');
  if (label) return label;
  const native = normalise(nativeName(element, new Set([element])));
  if (native) return native;
  if (kNamedByContent.has(roleOf(element))) {
    const text = normalise(childrenText(element, new Set([element])));
    if (text) return text;
  }
  return normalise(element.getAttribute('title') || '') || normalise(element.getAttribute('placeholder') || '');
}

function tristate(element, attribute, native) {
  if (native !== undefined) return native;
  const value = element.getAttribute(attribute);
  return value === 'mixed' ? 'mixed' : value === 'true' ? 'true' : 'false';
}

function checkedState(element) {
  if (element.tagName === 'INPUT' && ['checkbox', 'radio'].includes(element.type)) {
    return element.indeterminate ? 'mixed' : String(element.checked);
  }
  return tristate(element, 'aria-checked');
}

function isDisabled(element) {
  const control = element.closest('button, input, select, textarea, option, optgroup');
  if (control && (control.matches(':disabled') || control.tagName === 'OPTION' && control.closest('optgroup:disabled'))) return true;
  return composedClosest(element, '[aria-disabled=true]') !== null;
}

function headingLevel(element) {
  const level = element.getAttribute('aria-level');
  if (level) return Number(level);
  const heading = /^H([1-6])$/.exec(element.tagName);
  return heading ? Number(heading[1]) : 0;
}
