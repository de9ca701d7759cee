export { AppModule } from "./app.module.js";
export { LOCKS, REDIS } from "./locks.module.js";
export { OrdersService } from "./orders.service.js";
