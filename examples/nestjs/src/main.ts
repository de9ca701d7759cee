import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module.js";
import { OrdersService } from "./orders.service.js";

const app = await NestFactory.createApplicationContext(AppModule, { logger: ["warn", "error"] });
const orders = app.get(OrdersService);

// Three concurrent requests for one order, and one for another.
const requests = ["1", "1", "1", "2"].map((id) => orders.charge({ id, amount: 10 }));
console.log((await Promise.all(requests)).join(", "));
await app.close();
