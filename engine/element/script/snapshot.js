// The document as Playwright's trace viewer draws it again: an element is [name, {attributes}, ...children], a text is a string.
// And what must not be seen: fields and texts that hold one of the secrets given.

const kMostNodes = 50000;
const kLongestAttribute = 50000;
const kUnseenLinks = new Set(['preload', 'prefetch', 'modulepreload', 'preconnect', 'dns-prefetch', 'manifest']);
const frameNames = new WeakMap();

// True also for a secret that has been typed in part, or is spread over boxes of one digit each.
function holdsSecret(field, secrets) {
  if (field.type === 'password' || field.autocomplete === 'one-time-code') return true;
  if (!field.value) return false;
  if (field.type === 'hidden') return field.value.length >= 16 || /token|csrf|xsrf|secret|password|session/i.test(field.name);
  const holds = text => secrets.some(secret => text.includes(secret) || secret.startsWith(text));
  if (holds(field.value)) return true;
  if (field.maxLength !== 1) return false;
  const boxes = [...field.getRootNode().querySelectorAll('input')].filter(box => box.maxLength === 1);
  return holds(boxes.map(box => box.value).join(''));
}

const masked = text => '•'.repeat(Math.min(text.length, 8));

function maskText(text, secrets) {
  for (const secret of secrets) if (secret.length >= 4) text = text.split(secret).join(masked(secret));
  return text;
}

// Of an address in an attribute: the values of parameters that are named like a secret.
function maskParameters(text) {
  return /[?&#]/.test(text) ? text.replace(/([?&#][^=&#]*(?:token|secret|passw|pwd|otp|api.?key|csrf|xsrf|session|auth)[^=&#]*=)[^&#]+/gi, '$1***') : text;
}

function sheetText(sheet) {
  try {
    return [...sheet.cssRules].map(rule => rule.cssText).join('\n');
  } catch (error) {
    return '';  // of another origin
  }
}

function snapshotAttributes(element, secrets, target) {
  const attributes = {};
  for (const {name, value} of element.attributes) {
    if (name.startsWith('on') || name === 'nonce' || name === 'integrity') continue;
    if (name === 'value' && element.tagName === 'INPUT') continue;
    if (value.length > kLongestAttribute) continue;
    attributes[name] = maskParameters(maskText(value, secrets));
  }
  switch (element.tagName) {
    case 'INPUT':
      if (['checkbox', 'radio'].includes(element.type)) attributes.__playwright_checked_ = String(element.checked);
      else attributes.__playwright_value_ = holdsSecret(element, secrets) ? masked(element.value) : element.value.slice(0, kLongestAttribute);
      break;
    case 'TEXTAREA':
      attributes.__playwright_value_ = holdsSecret(element, secrets) ? masked(element.value) : element.value;
      break;
    case 'OPTION':
      attributes.__playwright_selected_ = String(element.selected);
      break;
    case 'META':
      if (/token|csrf|xsrf/i.test(element.name)) attributes.content = '***';
      break;
    case 'IMG':
      if (element.currentSrc && element.currentSrc.length <= kLongestAttribute) attributes.__playwright_current_src__ = element.currentSrc;
      break;
    case 'IFRAME':
    case 'FRAME':
      delete attributes.srcdoc;
      attributes.src = frameNames.has(element) ? '/snapshot/' + frameNames.get(element) : '';
      break;
  }
  if (element.scrollTop) attributes.__playwright_scroll_top_ = String(element.scrollTop);
  if (element.scrollLeft) attributes.__playwright_scroll_left_ = String(element.scrollLeft);
  if (element === lastActedOn) attributes.__playwright_target__ = target;
  return attributes;
}

function isLeftOut(element) {
  if (element.tagName === 'SCRIPT' || element.tagName === 'NOSCRIPT' || element.tagName === 'BASE') return true;
  if (element.tagName === 'LINK') return kUnseenLinks.has(element.rel);
  return element.tagName === 'META' && !!element.httpEquiv && element.httpEquiv.toLowerCase() !== 'content-type';
}

// As JSON text: the protocol takes many times as long over a tree of values. null: the document is too large.
function snapshot(secrets, target) {
  let count = 0;
  const sheets = root => (root.adoptedStyleSheets || []).map(sheet => {
    ++count;
    return ['template', {__playwright_style_sheet_: sheetText(sheet)}];
  });
  const visit = node => {
    if (node.nodeType === Node.TEXT_NODE) {
      ++count;
      return maskText(node.nodeValue, secrets);
    }
    if (node.nodeType !== Node.ELEMENT_NODE || isLeftOut(node)) return null;
    const element = [node.nodeName, snapshotAttributes(node, secrets, target)];
    if (node.tagName === 'HEAD') {
      ++count;
      element.push(['BASE', {href: document.baseURI}]);
    }
    if (node.tagName === 'STYLE') {
      element.push(node.textContent.trim() || !node.sheet ? node.textContent : sheetText(node.sheet));
      ++count;
    } else if (node.tagName !== 'TEXTAREA') {
      const children = node.tagName === 'TEMPLATE' ? [] : node.childNodes;
      for (const child of children) {
        const taken = visit(child);
        if (taken !== null) element.push(taken);
        if (count > kMostNodes) return element;
      }
    }
    if (node.shadowRoot) {
      const inner = [];
      for (const child of node.shadowRoot.childNodes) {
        const taken = visit(child);
        if (taken !== null) inner.push(taken);
      }
      element.push(['template', {__playwright_shadow_root_: ''}, ...inner, ...sheets(node.shadowRoot)]);
      ++count;
    }
    if (node === document.documentElement) element.push(...sheets(document));
    ++count;
    return element;
  };
  const began = performance.now();
  const html = visit(document.documentElement);
  if (count > kMostNodes) return null;
  // The count first: whoever takes this reads it without parsing the rest.
  return JSON.stringify({count, frameUrl: maskParameters(location.href), doctype: document.doctype ? document.doctype.name : '',
    viewport: {width: innerWidth, height: innerHeight}, collectionTime: performance.now() - began, html});
}

// ---- what is painted over while a picture is taken ----

let covered = [];

function cover(element) {
  covered.push({element, style: element.getAttribute('style')});
  element.style.setProperty('-webkit-text-security', 'disc', 'important');
}

function coverSecrets(secrets) {
  uncoverSecrets();
  const long = secrets.filter(secret => secret.length >= 4);
  const shows = text => long.some(secret => text.includes(secret));
  for (const root of searchRoots(document)) {
    for (const field of root.querySelectorAll('input, textarea')) {
      if (field.type !== 'hidden' && field.value && holdsSecret(field, secrets)) cover(field);
    }
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (shows(text.nodeValue) && text.parentElement) cover(text.parentElement);
    }
  }
  return covered.length;
}

function uncoverSecrets() {
  for (const {element, style} of covered.reverse()) {
    // Chrome writes the attribute when it is read; removing it before that would leave an empty one.
    if (style === null && element.getAttribute('style') !== null) element.removeAttribute('style');
    else if (style !== null) element.setAttribute('style', style);
  }
  covered = [];
}
