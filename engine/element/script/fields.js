// The fields of this frame that a person could type into or choose from, for someone who sees the page as a picture only.

const fieldNumbers = new WeakMap();
const fieldsByNumber = new Map();
let lastFieldNumber = 0;

const kTyped = new Set(['text', 'search', 'email', 'tel', 'url', 'number', 'password', 'date', 'time', 'month', 'week', 'datetime-local']);

function fieldKind(element) {
  if (element.tagName === 'SELECT') return element.multiple || element.size > 1 ? '' : 'select';
  if (element.tagName === 'TEXTAREA') return 'text';
  if (element.tagName === 'INPUT') return element.type === 'file' ? 'file' : kTyped.has(element.type) ? 'text' : '';
  return element.isContentEditable && !element.parentElement?.isContentEditable ? 'text' : '';
}

function keyboardOf(element) {
  if (element.inputMode) return element.inputMode;
  if (element.tagName !== 'INPUT') return 'text';
  if (element.type === 'number') return 'decimal';
  return ['email', 'tel', 'url', 'search'].includes(element.type) ? element.type : 'text';
}

function numberOf(element) {
  if (!fieldNumbers.has(element)) {
    fieldNumbers.set(element, ++lastFieldNumber);
    fieldsByNumber.set(lastFieldNumber, new WeakRef(element));
  }
  return fieldNumbers.get(element);
}

function deepActiveElement() {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

function describeOptions(select) {
  return [...select.options].slice(0, 1000).map(option => ({
    text: normalise(option.label || option.text).slice(0, 200),
    group: option.parentElement.tagName === 'OPTGROUP' ? normalise(option.parentElement.label).slice(0, 200) : '',
    disabled: option.disabled || (option.parentElement.tagName === 'OPTGROUP' && option.parentElement.disabled),
  }));
}

function visibleFields() {
  const fields = [];
  const active = document.hasFocus() ? deepActiveElement() : null;
  for (const element of allElements(document)) {
    const kind = fieldKind(element);
    if (!kind) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || box.bottom < 0 || box.right < 0 || box.top > innerHeight || box.left > innerWidth) continue;
    if (!element.checkVisibility({visibilityProperty: true}) || element.disabled || element.readOnly) continue;
    const field = {
      number: numberOf(element), kind, x: box.x, y: box.y, width: box.width, height: box.height, focused: element === active,
      label: normalise(element.getAttribute('aria-label') || (element.labels?.length ? captionText(element.labels[0]) : '') ||
        element.getAttribute('placeholder') || '').slice(0, 120),
      keyboard: keyboardOf(element), is_secret: element.type === 'password', is_code: element.autocomplete === 'one-time-code',
    };
    if (kind === 'select') {
      field.options = describeOptions(element);
      field.selected = element.selectedIndex;
    }
    fields.push(field);
    if (fields.length === 200) break;
  }
  return fields;
}

function chooseOption(number, index) {
  const select = fieldsByNumber.get(number)?.deref();
  if (!select?.isConnected || select.disabled || !select.options[index]) return false;
  select.focus();
  if (select.selectedIndex === index) return true;
  select.selectedIndex = index;
  select.dispatchEvent(new Event('input', {bubbles: true, composed: true}));
  select.dispatchEvent(new Event('change', {bubbles: true}));
  return true;
}

function showFocusedField() {
  const active = deepActiveElement();
  if (active && fieldKind(active)) active.scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'});
}

// Where the frame inside of `owner` has its upper left corner.
function cornerOfFrame(owner) {
  const box = owner.getBoundingClientRect();
  const style = getComputedStyle(owner);
  return {x: box.x + owner.clientLeft + parseFloat(style.paddingLeft), y: box.y + owner.clientTop + parseFloat(style.paddingTop)};
}
