import { Module } from "@nestjs/common";
import { LocksModule } from "./locks.module.js";
import { OrdersService } from "./orders.service.js";

@Module({ imports: [LocksModule], providers: [OrdersService] })
export class AppModule {}
