const csrf = document.querySelector('meta[name=csrf-token]').content;
const headers = { Accept: 'application/json', 'X-CSRF-TOKEN': csrf };

async function load() {
  const reply = await fetch('/api/v1/me', { headers });
  if (reply.status === 401) {
    location.href = '/login';
    return;
  }
  const me = await reply.json();
  document.getElementById('who').textContent = me.store.name + ' · ' + me.email;
  document.getElementById('store').textContent = me.store.name;
  for (const day of me.days) {
    const tile = document.createElement('div');
    tile.className = 'card';
    for (const [tag, text] of [['span', day.date], ['b', '₹ ' + day.total], ['span', day.invoices + ' invoices']]) {
      tile.appendChild(document.createElement(tag)).textContent = text;
    }
    document.getElementById('days').appendChild(tile);
  }
  document.querySelector('.loading').classList.remove('on');
  document.getElementById('dashboard').hidden = false;
}

document.getElementById('logout').addEventListener('submit', async (event) => {
  event.preventDefault();
  await fetch('/api/v1/auth/logout', { method: 'POST', headers });
  location.href = '/login';
});
load();
