/**
 * Elements described as values, and custom elements that show them.
 *
 * `h` describes an element, and `render` makes the children of a parent match the descriptions: elements that
 * are there already stay, with their focus and their scroll position, and only what differs is changed. Text is
 * always a text node, so that no text of a user becomes markup.
 */

/** @typedef {{tag: string, props: Props, children: Child[]}} Description */
/** @typedef {Description | Node | string | number | false | null | undefined} Child */
/** @typedef {Child | Child[] | Child[][] | (Child | Child[])[]} Children */
/** @typedef {GlobalEventHandlersEventMap} Events */
/** @typedef {{[Name in keyof Events as `on${Name}`]?: ((event: Events[Name] & {target: any, currentTarget: any}) => unknown) | null | false}} Handlers */
/** @typedef {Handlers & Record<string, any>} Props */

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "use", "path", "circle", "g", "line", "rect"]);
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "open", "inert", "indeterminate", "selected"]);

/** The only policy for what the browser would run: drawings of the API, and the address of the service worker. */
export const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("avanochi", {
  createHTML: (/** @type {string} */ svg) => svg,
  createScriptURL: () => new URL("service-worker.js", document.baseURI).href,
});

/** What an element was last described as. @type {WeakMap<Node, Description>} */
const described = new WeakMap();

/**
 * Describe an element; `"p.hint"` has the class `hint`.
 *
 * `props`, which may be left out, are attributes, but for: `on...`, event handlers; `css`, custom properties of its
 * style; `key`, which identifies the element among its siblings; `ref`, called once with the new element. Properties
 * of a custom element (a tag with a hyphen) are set as properties, unless they are attributes of every element.
 *
 * @overload @param {string} tag @param {Props | null} props @param {...Children[]} children @returns {Description}
 */
/** @overload @param {string} tag @param {...Children[]} children @returns {Description} */
/** @param {string} tag @param {any[]} content */
export function h(tag, ...content) {
  const [name, ...classes] = tag.split(".");
  const [props, children] = isProps(content[0]) ? [content[0], content.slice(1)] : [{}, content];
  const all = classes.length ? { class: classes.join(" "), ...props } : props;
  return { tag: name, props: all, children: children.flat(9) };
}

/** @param {any} first a child, or the props @returns {first is Props} */
function isProps(first) {
  return first?.constructor === Object && !("tag" in first);
}

/** An icon of the page's sprite; decorative, so that a control with it needs a label. @param {string} name */
export function icon(name) {
  return h("svg.icon", { "aria-hidden": "true" }, h("use", { href: `#icon-${name}` }));
}

/** Make the children of an element match descriptions. @param {Node} parent @param {Children[]} children */
export function render(parent, ...children) {
  const wanted = children.flat(9).filter((child) => child != null && child !== false && child !== "");
  const keys = new Set(wanted.map(keyOf).filter((key) => key !== undefined));
  const keyed = new Map();
  for (const node of [...parent.childNodes]) {
    const key = described.get(node)?.props.key;
    if (key === undefined) continue;
    if (keys.has(key)) keyed.set(key, node);
    else node.remove();
  }
  let next = parent.firstChild;
  for (const [index, child] of wanted.entries()) {
    const kind = kindOf(child);
    while (next && kindOf(next) !== kind && isSurplus(next, [...parent.childNodes].slice(index), wanted.slice(index))) {
      const surplus = next;
      next = next.nextSibling;
      surplus.remove();
    }
    const candidate = keyOf(child) === undefined ? next : keyed.get(keyOf(child));
    const node = candidate && kindOf(candidate) === kind ? candidate : create(child);
    if (node === next) next = next?.nextSibling ?? null;
    else parent.insertBefore(node, next);
    update(node, child);
  }
  while (next) {
    const after = next.nextSibling;
    next.remove();
    next = after;
  }
}

/** @param {any} child */
function keyOf(child) {
  return child instanceof Node ? undefined : child.props?.key;
}

/** What only nodes and children have in common that can be the same element. @param {any} each */
function kindOf(each) {
  if (typeof each !== "object" || each.nodeType === Node.TEXT_NODE) return "";
  const { tag, props } = each instanceof Node ? (described.get(each) ?? {}) : each;
  return tag ? `${tag} ${props.key}` : each;
}

/** Whether there are more nodes of the kind of one than are wanted, so that those behind it can stay. */
/** @param {Node} node @param {Node[]} left @param {any[]} wanted */
function isSurplus(node, left, wanted) {
  const count = (/** @type {any[]} */ all) => all.filter((each) => kindOf(each) === kindOf(node)).length;
  return count(left) > count(wanted);
}

/** @param {any} child @returns {Node} */
function create(child) {
  if (child instanceof Node) return child;
  if (typeof child !== "object") return document.createTextNode("");
  const element = SVG_TAGS.has(child.tag)
    ? document.createElementNS(SVG, child.tag)
    : document.createElement(child.tag);
  described.set(element, { tag: child.tag, props: { key: child.props.key }, children: [] });
  child.props.ref?.(element);
  return element;
}

/** @param {any} node @param {any} child */
function update(node, child) {
  if (child instanceof Node) return;
  if (typeof child !== "object") {
    const text = String(child);
    if (node.data !== text) node.data = text;
    return;
  }
  const before = described.get(node)?.props ?? {};
  for (const name of Object.keys(before)) if (!(name in child.props)) setProp(node, name, undefined);
  // Children first: the value of a select is one of its options.
  if (!(node instanceof View)) render(node, child.children);
  for (const [name, value] of Object.entries(child.props)) if (before[name] !== value) setProp(node, name, value);
  described.set(node, child);
  if (node instanceof View) node.update();
}

/** @param {any} node @param {string} name @param {any} value */
function setProp(node, name, value) {
  if (name === "key" || name === "ref") return;
  // What a handler returns means nothing: a `false` would prevent what the browser does by default.
  if (name.startsWith("on")) node[name] = value ? (/** @type {Event} */ event) => void value(event) : null;
  else if (name === "css") for (const [key, each] of Object.entries(value ?? {})) node.style.setProperty(key, each);
  else if (PROPERTIES.has(name)) node[name] = value ?? (name === "value" ? "" : false);
  else if (node instanceof View && !/^(aria-|data-|class$|id$|role$|tabindex$|lang$)/.test(name)) /** @type {any} */ (node)[name] = value;
  else if (value == null || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : String(value));
}

/** What had the focus when it was disabled: it gets it back. @type {HTMLElement | null} */
let disabled = null;

const CONTROLS = "a[href], button:not(:disabled), summary";

/** How to give the focus of a view to what is there instead, if its element is no longer; fields get it from their own. */
/** @param {Element} view */
function focusIn(view) {
  const focused = document.activeElement === document.body ? disabled : /** @type {HTMLElement | null} */ (document.activeElement);
  disabled = focused === disabled ? disabled : null;
  if (!focused || focused === view || !view.contains(focused)) return null;
  /** @type {[Element, number][]} */
  const places = [];
  for (let each = focused.parentElement; each && each !== view.parentElement; each = each.parentElement) {
    const before = (/** @type {Element} */ control) => control.compareDocumentPosition(focused) & Node.DOCUMENT_POSITION_FOLLOWING;
    places.push([each, [...each.querySelectorAll(CONTROLS)].filter(before).length]);
  }
  return () => {
    disabled = focused.isConnected && focused.matches(":disabled") ? focused : null;
    if (disabled || document.activeElement !== document.body) return;
    const controls = places.map(([place, index]) => place.isConnected && [...place.querySelectorAll(CONTROLS)].slice(0, index + 1).at(-1));
    const next = focused.isConnected ? focused : (controls.find(Boolean) ?? findTitle());
    /** @type {HTMLElement | null} */ (next)?.focus({ preventScroll: true });
  };
}

/** The title of the screen, which takes the focus. @returns {HTMLElement | null} */
export function findTitle() {
  return document.querySelector("main h1");
}

/** A value that views watch. @template T */
export class Store {
  /** @param {T} value */
  constructor(value) {
    this.value = value;
    /** @type {Set<() => void>} */
    this.watchers = new Set();
  }

  /** @param {T} value */
  set(value) {
    this.value = value;
    for (const watcher of [...this.watchers]) watcher();
  }

  /** Call a function at each change; return how to stop. @param {() => void} watcher */
  watch(watcher) {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }
}

/**
 * A custom element that shows the result of its method `view`, again after each change of its properties and of
 * the stores that `stores` lists. `connected` runs when it is added to the page, and returns how to clean up.
 */
export class View extends HTMLElement {
  /** @type {(() => void)[]} */
  #cleanup = [];
  #isQueued = false;

  /** @returns {Store<any>[]} */
  get stores() {
    return [];
  }

  /** @returns {Children} */
  view() {
    return null;
  }

  /** @returns {void | (() => void)} */
  connected() {}

  connectedCallback() {
    this.#cleanup = this.stores.map((store) => store.watch(() => this.update()));
    const stop = this.connected();
    if (stop) this.#cleanup.push(stop);
    this.update();
  }

  disconnectedCallback() {
    for (const stop of this.#cleanup) stop();
    this.#cleanup = [];
  }

  /** Show the current state, after the code that is running has finished. */
  update() {
    if (this.#isQueued) return;
    this.#isQueued = true;
    queueMicrotask(() => {
      this.#isQueued = false;
      if (!this.isConnected) return;
      const keepFocus = focusIn(this);
      render(this, this.view());
      keepFocus?.();
    });
  }

  /** Move the focus, once the current state is shown. @param {string} selector of the element, the first of them */
  focusOn(selector) {
    this.update();
    queueMicrotask(() => /** @type {HTMLElement | null} */ (this.querySelector(selector))?.focus());
  }

  /** Call `update` at an interval while the element is on the page and, unless `whenHidden`, visible. */
  /** @param {number} seconds @param {boolean} [whenHidden] */
  tick(seconds, whenHidden = false) {
    const timer = setInterval(() => (document.hidden && !whenHidden) || this.update(), seconds * 1000);
    return () => clearInterval(timer);
  }
}

/** Declare a custom element, once. @param {string} tag @param {CustomElementConstructor} element */
export function define(tag, element) {
  if (!customElements.get(tag)) customElements.define(tag, element);
}
