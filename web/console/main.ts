import { mount } from "svelte";
import "$src/tokens.css";
import "$inbox/page.css";
import "$account/account.css";
import "./console.css";
import App from "./App.svelte";

const target = document.getElementById("page");
if (target) mount(App, { target });
