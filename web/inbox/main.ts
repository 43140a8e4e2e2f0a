import { tokensFromLink } from "./state/fragment";
import { mount } from "svelte";
import "$src/tokens.css";
import "./page.css";
import App from "./App.svelte";
import { desk } from "./state/desk.svelte";

const target = document.getElementById("page");
if (target) mount(App, { target });
void desk.start(tokensFromLink);
