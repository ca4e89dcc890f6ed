await Host.CreateApplicationBuilder(args).Build().RunAsync();
