// Small comforts. Every page works without this file.
(() => {
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  // After a failed submit the reader is taken to what is to be mended.
  document.querySelector('[data-error-summary]')?.focus();

  // A second click on the same button sends nothing; the server would treat both as one anyway.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = 'yes';
    event.submitter?.setAttribute('aria-disabled', 'true');
  });
  // A page that comes back from the history can be sent again.
  window.addEventListener('pageshow', () => {
    each('form[data-sent]', (form) => delete form.dataset.sent);
    each('[type=submit][aria-disabled]', (button) => button.removeAttribute('aria-disabled'));
  });

  each('[data-show-password]', (button) => {
    const input = document.getElementById(button.dataset.showPassword);
    const words = [button.textContent, button.dataset.shown];
    button.hidden = false;
    button.addEventListener('click', () => {
      const show = input.type === 'password';
      input.type = show ? 'text' : 'password';
      button.textContent = words[Number(show)];
    });
    input.form?.addEventListener('submit', () => (input.type = 'password'));
  });

  // While a new password is typed, each of its rules says where it stands; the server judges by the same patterns.
  each('[data-password-rules]', (list) => {
    const input = document.getElementById(list.dataset.passwordRules);
    const rules = [...list.querySelectorAll('[data-pattern]')];
    const told = list.parentElement.querySelector('[role=status]');
    let pause;
    input.addEventListener('input', () => {
      const unmet = rules.filter((rule) => {
        const isMet = new RegExp(rule.dataset.pattern, 'u').test(input.value);
        const state = isMet ? 'met' : rule.dataset.prohibition === undefined ? 'open' : 'broken';
        rule.dataset.state = input.value ? state : 'open';
        rule.lastElementChild.textContent = list.dataset[rule.dataset.state] ?? '';
        return !isMet;
      });
      // Read aloud once the typing pauses.
      clearTimeout(pause);
      pause = setTimeout(() => {
        told.textContent = unmet.length ? told.dataset.left + unmet.length : told.dataset.all;
      }, 1000);
    });
  });

  if (navigator.clipboard) {
    each('[data-copy]', (button) => {
      button.hidden = false;
      const words = button.innerHTML;
      button.addEventListener('click', async () => {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = button.dataset.done;
        setTimeout(() => (button.innerHTML = words), 4000);
      });
    });
  }

  each('[data-print]', (button) => {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  });

  // The menu closes by Escape and by a click beside it.
  each('details.menu', (menu) => {
    document.addEventListener('click', (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      menu.open = false;
      menu.querySelector('summary').focus();
    });
  });

  // A part that changes by itself asks for its page again, ever more rarely, and is exchanged where it differs.
  each('[data-refresh-seconds]', (part) => {
    let seconds = Number(part.dataset.refreshSeconds);
    const again = async () => {
      const page = await fetch(location.href, {
        headers: { Accept: 'text/html', 'X-Asked-By-Itself': '1' },
      }).catch(() => null);
      // The page has nothing more to say to this browser, and the other one says why.
      if (page?.redirected) return location.assign(page.url);
      const words = page?.ok ? await page.text() : null;
      const fresh =
        words && new DOMParser().parseFromString(words, 'text/html').getElementById(part.id);
      if (fresh && fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
      if (fresh && !fresh.dataset.refreshSeconds) return location.reload();
      seconds = Math.min(seconds * 1.5, 30);
      setTimeout(again, seconds * 1000);
    };
    setTimeout(again, seconds * 1000);
  });

  // Before the session ends its person is asked. Another tab may have prolonged it, so the server is asked first.
  const dialog = document.querySelector('dialog[data-session]');
  if (dialog?.showModal) {
    const { address, signIn, secondsLeft, warningSeconds } = dialog.dataset;
    const part = (name) => dialog.querySelector(`[data-session-${name}]`);
    const spoken = part('spoken');
    let endsAt = Date.now() + secondsLeft * 1000;
    let canStay = true;
    let state, closed, typed, timer;
    const left = () => Math.ceil((endsAt - Date.now()) / 1000);
    document.addEventListener('input', ({ target }) => {
      if (target.closest('main') && target.form) typed = target.form;
    });

    const count = () => {
      const seconds = Math.max(left(), 0);
      part('left').textContent =
        `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
      // Read aloud now and then only.
      const words = spoken.dataset.sessionSpoken.replace('0', Math.ceil(seconds / 20) * 20);
      if (spoken.textContent !== words) spoken.textContent = words;
    };
    const show = (now) => {
      if (closed === now) return;
      dialog.querySelectorAll('[data-session-state]').forEach((words) => {
        words.hidden = words.dataset.sessionState !== now;
      });
      part('counting').hidden = now === 'over';
      part('stay').hidden = now !== 'stay';
      dialog.querySelector('[data-session-counting] [data-session-close]').hidden = now === 'stay';
      dialog.setAttribute('aria-labelledby', `session-${now}`);
      count();
      if (!dialog.open) dialog.showModal();
      if (state !== now) dialog.querySelector('button:not([hidden], [hidden] *)').focus();
      state = now;
    };
    const close = () => {
      closed = state;
      dialog.close();
    };
    const ask = async (headers) => {
      const answer = await fetch(address, { headers }).catch(() => null);
      if (!answer?.ok) return false;
      const told = await answer.json();
      endsAt = Date.now() + told.secondsLeft * 1000;
      canStay = told.canBeProlonged;
      return true;
    };
    const look = async (headers = { 'X-Asked-By-Itself': '1' }) => {
      clearTimeout(timer);
      const isTold = left() > warningSeconds || (await ask(headers));
      let again = Math.min(left(), 20);
      if (left() > warningSeconds) {
        state = closed = null;
        dialog.close();
        again = left() - warningSeconds;
      } else if (left() > 0) show(canStay ? 'stay' : 'longest');
      else if (!isTold) again = 20;
      else if (typed) return show('over');
      else return location.replace(signIn);
      timer = setTimeout(look, again * 1000);
    };

    part('stay').addEventListener('click', () => look({}));
    part('send').addEventListener('click', () => typed.submit());
    dialog.querySelectorAll('[data-session-close]').forEach((button) => {
      button.addEventListener('click', close);
    });
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      if (state === 'stay') look({});
      else close();
    });
    setInterval(() => dialog.open && count(), 1000);
    window.addEventListener('pageshow', () => look());
    document.addEventListener('visibilitychange', () => document.hidden || look());
  }

  // Another language is the same page anew: what was typed and not sent comes along, once. Passwords do not.
  const carried = sessionStorage.getItem('typed');
  sessionStorage.removeItem('typed');
  const typedIn = () => [
    ...document.querySelectorAll(
      'main form :is(input:not([type=hidden], [type=file], [autocomplete*=password]), select, textarea)[name]',
    ),
  ];
  const { path, fields } = JSON.parse(carried ?? '{}');
  if (path === location.pathname) {
    typedIn().forEach((field, index) => {
      const [name, value, checked] = fields[index] ?? [];
      if (name !== field.name) return;
      if (/^(radio|checkbox)$/.test(field.type)) field.checked = checked;
      else field.value = value;
    });
  }
  each('.languages a', (link) => {
    link.addEventListener('click', () => {
      const kept = typedIn().map((field) => [field.name, field.value, field.checked]);
      const page = { path: new URL(link.href).pathname, fields: kept };
      sessionStorage.setItem('typed', JSON.stringify(page));
    });
  });
})();
