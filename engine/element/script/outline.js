// Frames and labels over elements, for a person who looks at a picture of the page or at its window.

let outlineHost = null;

function removeOutline() {
  if (outlineHost) outlineHost.remove();
  outlineHost = null;
}

function addBox(root, element, style, label) {
  const rects = clickableRects(element);
  const rect = rects.length ? element.getBoundingClientRect() : null;
  if (!rect) return;
  const box = document.createElement('div');
  box.style.cssText = `position:fixed;box-sizing:border-box;pointer-events:none;left:${rect.left - 4}px;top:${rect.top - 4}px;` +
    `width:${rect.width + 8}px;height:${rect.height + 8}px;border-radius:3px;${style}`;
  if (label) {
    const text = document.createElement('div');
    const above = rect.top > 26;
    text.textContent = label;
    text.style.cssText = `position:absolute;box-sizing:border-box;max-width:calc(100vw - 8px);overflow:hidden;text-overflow:ellipsis;left:-3px;${above ? 'bottom:100%;margin-bottom:3px' : 'top:100%;margin-top:3px'};white-space:nowrap;` +
      'font:bold 12px/18px sans-serif;padding:0 6px;border-radius:3px;color:#fff;background:#c4001a';
    box.append(text);
  }
  root.append(box);
  if (!label) return;
  // A label that would be cut off at the right is moved to the left, as far as there is room.
  const place = box.firstChild.getBoundingClientRect();
  const beyond = place.right - (document.documentElement.clientWidth - 4);
  if (beyond > 0) box.firstChild.style.left = `${-3 - Math.min(beyond, Math.max(0, place.left - 4))}px`;
}

// Returns how many were framed. Elements that lie outside of the viewport are brought into it first.
function outlineElements(found, closest) {
  removeOutline();
  const elements = [...found, ...closest].filter(element => element.isConnected);
  if (!elements.length) return 0;
  if (!elements.some(isWithinViewport)) bringIntoView(elements[0], 1);
  outlineHost = document.createElement('nightporter-outline');
  outlineHost.style.cssText = 'all:initial;position:fixed;left:0;top:0;z-index:2147483647;pointer-events:none';
  // Closed, so that neither the page's styles nor our own search reach it.
  const root = outlineHost.attachShadow({mode: 'closed'});
  document.documentElement.append(outlineHost);
  for (const element of elements) {
    if (found.includes(element)) addBox(root, element, 'border:3px solid #c4001a;background:rgba(196,0,26,.08)', found.length > 1 ? `${found.indexOf(element) + 1} of ${found.length}` : '');
    else addBox(root, element, 'border:3px dashed #c4001a', 'not found; closest: ' + suggestSelector(element));
  }
  return elements.length;
}

const outlineFailure = () => lastFailure ? outlineElements(lastFailure.found.slice(0, 10), lastFailure.closest) : 0;
