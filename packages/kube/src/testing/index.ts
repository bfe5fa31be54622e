export { freePort, kubeBinary, until } from './component.ts';
export { clientWithNamespace, PrivateApiServer } from './private-api-server.ts';
export { Shelf } from './shelf.ts';
export { TcpProxy } from './tcp-proxy.ts';
export { defineResource, defineWidgets, type Widget, widgets } from './widgets.ts';
