import { linkFromAddress } from "./state/fragment";
import { mount } from "svelte";
import "$src/tokens.css";
import "$inbox/page.css";
import "./account.css";
import App from "./App.svelte";

const target = document.getElementById("page");
if (target) mount(App, { target, props: { link: linkFromAddress } });
