package com.example.spring;

import com.example.spring.Invoice.CreateInvoice;
import dev.espalier.Espalier;
import dev.espalier.store.jdbc.JdbcEventStore;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** The parts, put together; the data source comes from elsewhere. */
@Configuration(proxyBeanMethods = false)
@EnableTransactionManagement(proxyTargetClass = true)
public class Application {
    @Bean
    JdbcEventStore eventStore(DataSource dataSource) {
        return new JdbcEventStore(dataSource);
    }

    @Bean
    Espalier espalier(JdbcEventStore eventStore) {
        return Espalier.on(eventStore)
                .handle(CreateInvoice.class, CreateInvoice::id, Invoice.AGGREGATE, Invoice::create)
                .update(new InvoiceRows())
                .open();
    }

    @Bean
    SpringTransactions transactions(Espalier espalier, JdbcEventStore eventStore, DataSource dataSource) {
        return new SpringTransactions(espalier, eventStore, dataSource);
    }

    @Bean
    PlatformTransactionManager transactionManager(DataSource dataSource) {
        return new JdbcTransactionManager(dataSource);
    }

    @Bean
    JdbcClient jdbc(DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean
    Desk desk(SpringTransactions transactions, JdbcClient jdbc) {
        return new Desk(transactions, jdbc);
    }
}
