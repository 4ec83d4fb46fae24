// The chat on a school's page. Knows only the chat API of the server it came from.

const here = new URL(document.currentScript.src);
const TOKEN = "lobke-token";
const LINK = /^(tel:|https:)/;

const WELCOME = {
  text:
    "Hoi, ik ben Lobke. Ik ben een computer, geen mens. Ik help je kiezen voor het mbo. " +
    "Zet hier geen namen of telefoonnummers.",
  buttons: [
    { title: "Ik zoek een opleiding", payload: "/opleiding_zoeken" },
    { title: "Wat zijn bol en bbl?", payload: "/bol_bbl_verschil" },
    { title: "Waar is veel werk?", payload: "/sector_vooruitzicht" },
  ],
};

// Every answer from the knowledge base can be had simpler and fuller, with the same facts.
const LENGTHS = [
  { title: "Makkelijker", payload: "/gesprek_uitleg" },
  { title: "Meer", payload: "/gesprek_meer" },
];

const FRAME = `
  <link rel="stylesheet" href="${new URL("widget.css", here)}">
  <header>
    <p><strong>Lobke</strong><br>een computer die helpt kiezen</p>
    <button type="button" class="erase">Wis dit gesprek</button>
  </header>
  <div role="log" aria-live="polite" aria-label="Gesprek met Lobke" tabindex="0"></div>
  <form>
    <input aria-label="Typ je vraag" placeholder="Typ je vraag" maxlength="1000" autocomplete="off">
    <button>Stuur</button>
  </form>`;

class LobkeChat extends HTMLElement {
  #waiting = Promise.resolve();

  connectedCallback() {
    if (this.shadowRoot) return;
    this.attachShadow({ mode: "open" }).innerHTML = FRAME;
    this.log = this.shadowRoot.querySelector("[role=log]");
    this.input = this.shadowRoot.querySelector("input");
    this.shadowRoot.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.input.value.trim();
      if (!text) return;
      this.input.value = "";
      this.#say(text, text);
    });
    this.shadowRoot.querySelector(".erase").addEventListener("click", () => this.#erase());
    this.#resume();
  }

  async #resume() {
    this.#show(WELCOME);
    if (!sessionStorage.getItem(TOKEN)) return;
    const reply = await this.#call("GET", "messages?after=0");
    if (!reply) return;
    for (const turn of reply) {
      if (turn.text && !turn.text.startsWith("/")) this.#bubble("me", turn.text);
      turn.messages.forEach((message) => this.#show(message));
    }
  }

  // Messages go out one after the other, so that answers stand where they belong.
  #say(shown, text) {
    this.#bubble("me", shown);
    this.#retireButtons();
    const message = { client_id: crypto.randomUUID(), text };
    this.#waiting = this.#waiting.then(() => this.#send(message));
  }

  async #send(message) {
    if (!sessionStorage.getItem(TOKEN)) {
      const started = await this.#call("POST", "conversations", {});
      if (!started) return;
      sessionStorage.setItem(TOKEN, started.token);
    }
    const turn = await this.#call("POST", "messages", message);
    turn?.messages.forEach((answer) => this.#show(answer));
  }

  async #erase() {
    if (sessionStorage.getItem(TOKEN)) await this.#call("DELETE", "conversation");
    sessionStorage.removeItem(TOKEN);
    this.log.replaceChildren();
    this.#show(WELCOME);
    this.input.focus();
  }

  async #call(method, path, body) {
    const headers = { "Content-Type": "application/json" };
    const token = sessionStorage.getItem(TOKEN);
    if (token) headers.Authorization = `Bearer ${token}`;
    try {
      const reply = await fetch(new URL(`api/${path}`, here), {
        method,
        headers,
        body: body && JSON.stringify(body),
      });
      if (reply.status === 204) return null;
      const answer = await reply.json();
      if (reply.ok) return answer;
      if (reply.status === 404) sessionStorage.removeItem(TOKEN);
      this.#bubble("problem", answer.detail);
    } catch {
      this.#bubble("problem", "Ik kan Lobke niet bereiken. Kijk of je internet hebt en probeer het nog eens.");
    }
    return null;
  }

  #show({ text, buttons = [], custom = {} }) {
    if (text) this.#bubble("lobke", text);
    const sources = custom.sources ?? [];
    if (sources.length) {
      const names = sources.map((source) => `${source.publisher}, ${source.year}`);
      this.#line("source", `Bron: ${[...new Set(names)].join(" · ")}`);
    }
    if (buttons.length) this.#choices(buttons);
    if (sources.length) this.#choices(LENGTHS, "length");
    this.log.scrollTop = this.log.scrollHeight;
  }

  #bubble(who, text) {
    this.#line(`message ${who}`, text);
    this.log.scrollTop = this.log.scrollHeight;
  }

  #line(className, text) {
    const line = document.createElement("p");
    line.className = className;
    line.style.margin = "0";
    line.textContent = text;
    this.log.append(line);
  }

  #choices(buttons, className = "") {
    const row = document.createElement("div");
    row.className = "choices";
    for (const { title, payload } of buttons) {
      const choice = this.#choice(title, payload);
      choice.className = className;
      row.append(choice);
    }
    this.log.append(row);
  }

  #choice(title, payload) {
    if (LINK.test(payload)) {
      const link = document.createElement("a");
      link.href = payload;
      link.rel = "noopener noreferrer";
      link.textContent = title;
      return link;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = title;
    button.addEventListener("click", () => this.#say(title, payload));
    return button;
  }

  #retireButtons() {
    for (const button of this.log.querySelectorAll(".choices button")) button.disabled = true;
  }
}

customElements.define("lobke-chat", LobkeChat);
