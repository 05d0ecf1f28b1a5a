const form = document.querySelector("#new-post");
const list = document.querySelector("#posts");
const status = document.querySelector("#status");
const heading = document.querySelector("#posts-heading");
const template = document.querySelector("#post");

async function api(method, path, body) {
    const response = await fetch(`/api${path}`, {
        method,
        headers: body && { "content-type": "application/json" },
        body: body && JSON.stringify(body),
    });
    const answer = await response.json().catch(() => undefined);
    if (!response.ok) throw new Error(answer?.error ?? `The server answered ${response.status}.`);
    return answer;
}

function render(post) {
    const item = template.content.cloneNode(true);
    // textContent, never innerHTML: what people write is text, not markup.
    item.querySelector("h3").textContent = post.title;
    item.querySelector(".author").textContent = post.author;
    item.querySelector(".body").textContent = post.body;
    const time = item.querySelector("time");
    time.dateTime = post.createdAt;
    time.textContent = new Date(post.createdAt).toLocaleString();
    const button = item.querySelector("button");
    button.setAttribute("aria-label", `Delete “${post.title}”`);
    button.addEventListener("click", () => run(button, "Deleted.", () => remove(post)));
    return item;
}

async function refresh() {
    const posts = await api("GET", "/posts");
    list.replaceChildren(...posts.map(render));
    heading.textContent = posts.length > 0 ? "Posts" : "No posts yet";
}

async function remove(post) {
    await api("DELETE", `/posts/${post.id}`);
    await refresh();
    heading.focus(); // The button that had the focus is gone.
}

/** Runs what a button asked for, and tells the outcome where a screen reader announces it. */
async function run(button, done, action) {
    button.disabled = true;
    try {
        await action();
        status.textContent = done;
    } catch (error) {
        status.textContent = `That did not work: ${error.message}`;
    } finally {
        button.disabled = false;
    }
}

form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form.querySelector("button"), "Shared.", async () => {
        await api("POST", "/posts", Object.fromEntries(new FormData(form)));
        form.reset();
        await refresh();
    });
});

refresh().catch((error) => {
    status.textContent = `The posts could not be loaded: ${error.message}`;
});
