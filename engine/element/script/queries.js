// Selectors: from a list of scopes to the elements that one part finds below them.

function queryCss(scope, expression) {
  if (expression.includes(':has-text(')) return queryCssWithText(scope, expression);
  const found = [];
  for (const root of searchRoots(scope)) found.push(...root.querySelectorAll(expression));
  return found;
}

function queryXpath(scope, expression) {
  if (expression.startsWith('/') && scope.nodeType !== Node.DOCUMENT_NODE) expression = '.' + expression;
  if (expression.startsWith('(/') && scope.nodeType !== Node.DOCUMENT_NODE) expression = '(.' + expression.slice(1);
  const result = document.evaluate(expression, scope, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null);
  const found = [];
  for (let i = 0; i < result.snapshotLength; ++i) {
    const node = result.snapshotItem(i);
    if (node.nodeType !== Node.ELEMENT_NODE) throw new Refusal('the XPath finds text or attributes; it must find elements');
    found.push(node);
  }
  return found;
}

// The smallest elements that hold the text: those of which no child holds it.
function queryText(scope, match) {
  const cache = new Map();
  const holds = element => {
    if (kSkippedText.has(element.tagName)) return false;
    if (matchesText(match, elementText(element, cache))) return true;
    return match.exact && ownTexts(element).some(text => matchesText(match, text));
  };
  const elements = allElements(scope);
  if (scope.nodeType === Node.ELEMENT_NODE && !kSkippedText.has(scope.tagName)) elements.unshift(scope);
  const holders = new Set(elements.filter(element => !element.closest('head') && holds(element)));
  for (const holder of [...holders]) {
    for (let at = composedParent(holder); at; at = composedParent(at)) {
      if (holders.has(at)) holders.delete(at);
    }
  }
  return [...holders];
}

// The texts between an element's child elements.
function ownTexts(element) {
  const texts = [];
  let text = '';
  for (const child of element.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      text += child.nodeValue;
    } else if (child.nodeType === Node.ELEMENT_NODE) {
      if (text.trim()) texts.push(text);
      text = '';
    }
  }
  if (text.trim()) texts.push(text);
  return texts;
}

function labelTexts(element) {
  const labelled = byIds(element, 'aria-labelledby');
  if (labelled.length) return labelled.map(captionText);
  const label = element.getAttribute('aria-label');
  if (label && label.trim()) return [label];
  return element.labels ? [...element.labels].map(captionText) : [];
}

function queryRole(scope, query) {
  return allElements(scope).filter(element => {
    if (roleOf(element) !== query.role) return false;
    if (query.checked !== undefined && checkedState(element) !== query.checked) return false;
    if (query.pressed !== undefined && tristate(element, 'aria-pressed') !== query.pressed) return false;
    if (query.selected !== undefined &&
        (element.tagName === 'OPTION' ? element.selected : element.getAttribute('aria-selected') === 'true') !== query.selected) return false;
    if (query.expanded !== undefined) {
      const expanded = element.tagName === 'DETAILS' ? element.open :
        element.tagName === 'SUMMARY' && element.parentElement ? !!element.parentElement.open : element.getAttribute('aria-expanded') === 'true';
      if (expanded !== query.expanded) return false;
    }
    if (query.disabled !== undefined && isDisabled(element) !== query.disabled) return false;
    if (query.level !== undefined && headingLevel(element) !== query.level) return false;
    if (!query.includeHidden && isHiddenForAria(element)) return false;
    return !query.name || matchesText(query.name, accessibleName(element));
  });
}

function withAttribute(scope, name, match) {
  return queryCss(scope, `[${name}]`).filter(element => matchesText(match, element.getAttribute(name)));
}

function queryPart(scope, part) {
  switch (part.engine) {
    case 'css': return queryCss(scope, part.expression);
    case 'xpath': return queryXpath(scope, part.expression);
    case 'text': return queryText(scope, part.text);
    case 'role': return queryRole(scope, part);
    case 'label': return queryCss(scope, 'input, select, textarea, button, meter, output, progress, [contenteditable], [role], [aria-label], [aria-labelledby]')
      .filter(element => element.type !== 'hidden' && labelTexts(element).some(text => matchesText(part.text, text)));
    case 'testid': return queryCss(scope, `[${testIdAttribute}]`).filter(element => element.getAttribute(testIdAttribute) === part.text.text);
    default: return withAttribute(scope, part.engine, part.text);
  }
}

function filterPart(elements, part) {
  switch (part.engine) {
    case 'nth': return elements.slice(part.nth, part.nth === -1 ? undefined : part.nth + 1);
    case 'visible': return elements.filter(element => isVisible(element) === part.visible);
    case 'has-text':
    case 'has-not-text': {
      const cache = new Map();
      const wanted = part.engine === 'has-text';
      return elements.filter(element => matchesText(part.text, elementText(element, cache)) === wanted);
    }
    case 'has': return elements.filter(element => queryChain(part.inner, element).length > 0);
    case 'has-not': return elements.filter(element => !queryChain(part.inner, element).length);
    default: return null;
  }
}

function inDocumentOrder(elements) {
  return [...elements].sort((a, b) => {
    const position = a.compareDocumentPosition(b);
    if (a === b || position & Node.DOCUMENT_POSITION_DISCONNECTED) return 0;
    return position & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
  });
}

function queryChain(parts, root = document) {
  let scopes = [root];
  let elements = null;
  for (const part of parts) {
    const filtered = filterPart(elements || allElements(root), part);
    if (filtered) {
      elements = filtered;
    } else if (scopes.length === 1) {
      elements = queryPart(scopes[0], part);
    } else {
      const found = new Set();
      for (const scope of scopes) for (const element of queryPart(scope, part)) found.add(element);
      elements = inDocumentOrder(found);
    }
    if (!elements.length) return [];
    scopes = elements;
  }
  return elements;
}

// The first chain that finds anything.
function queryChains(chains) {
  for (let chain = 0; chain < chains.length; ++chain) {
    let elements;
    try {
      elements = queryChain(chains[chain]);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new BadSelector(chain, error.message.replace(/^Failed to execute '\w+' on '\w+': /, ''));
    }
    if (elements.length) return {chain, elements};
  }
  return {chain: 0, elements: []};
}
