import "./handset.css";

export { HandsetApp } from "./HandsetApp";
