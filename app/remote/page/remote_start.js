// Sizes and buttons; then it begins.

const kWidePage = 1100;
let isWide = false;
let wanted = '';

// Asks for a page as large as the room for it, or as wide as desktop sites like it, made smaller here.
function askForSize() {
  const room = {width: stage.clientWidth, height: stage.clientHeight};
  if (!room.width || !room.height) return;
  const zoom = isWide && room.width < kWidePage ? kWidePage / room.width : 1;
  const size = {do: 'size', width: Math.round(room.width * zoom), height: Math.round(room.height * zoom),
                scale: Math.min(2, Math.max(1, devicePixelRatio / zoom)), touch: hasTouch};
  fitPicture();
  wantedSize.width = size.width;
  wantedSize.height = size.height;
  const asked = JSON.stringify(size);
  if (asked === wanted) return;
  wanted = asked;
  send(size);
}

let resizing = 0;
new ResizeObserver(() => {
  fitPicture();
  clearTimeout(resizing);
  resizing = setTimeout(askForSize, 120);
}).observe(stage);

// Where an on-screen keyboard covers the page instead of making it smaller.
visualViewport?.addEventListener('resize', () => {
  document.body.style.height = `${visualViewport.height}px`;
  scrollTo(0, 0);
});

listeners.open = () => {
  wanted = '';
  askForSize();
  focusKeys();
};

byId('back').onclick = () => { sendInput({do: 'back'}); focusKeys(); };
byId('reload').onclick = () => { sendInput({do: 'reload'}); focusKeys(); };
byId('wide').onclick = () => {
  isWide = !isWide;
  byId('wide').ariaPressed = String(isWide);
  askForSize();
  focusKeys();
};
byId('keyboard').onclick = () => {
  emptyKeys();
  keys.focus({preventScroll: true});
};
if (stage.clientWidth >= kWidePage) show('wide', false);

emptyKeys();
setInterval(showNumbers, 500);
setInterval(ping, 2000);
connect();
