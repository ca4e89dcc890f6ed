using BackOffice;
using BackOffice.Demo;
using JitAccess;
using Microsoft.AspNetCore.Authentication.Cookies;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(
    cookie => cookie.SlidingExpiration = false); // so that the cookie says when somebody signed in: breaking the glass takes a fresh sign-in
builder.Services.AddSingleton<DemoPeople>();
builder.Services.AddJitAccess(jit =>
{
    jit.UseStoreOf(builder.Configuration)
        .AddPolicies(BackOfficePolicies.All)
        .AddPolicies(BackOfficePolicies.Operating)
        .AddPolicyFilesOf(builder.Configuration)
        .UseDirectory<DemoDirectory>()
        .Configure(options =>
        {
            options.Administration.MayOperate = Has.Role("operator");
            options.Administration.MayPublish = Has.Role("policy-owner");
            options.Administration.TwoPersonPublishing = true;
        });
    if (builder.Environment.IsDevelopment())
    {
        jit.UseDemoInbox(builder.Configuration);
    }
});
builder.Services.AddHealthChecks().AddJitAccess();
builder.Services.AddControllers();
builder.Services.AddOpenApi();

await using var app = builder.Build();
app.MapControllers();
app.MapCustomers();
app.MapPayroll();
app.MapMaintenance();
app.MapLiveOrders();
app.MapOperations();
app.MapAway();
app.MapAssistant();
app.MapPublishing();
app.MapPages();
app.MapJitAccess("/jit");
app.MapOpenApi();
app.MapHealthChecks("/health", HealthDocument.Options);
if (app.Environment.IsDevelopment())
{
    app.MapDemoSignIn();
    app.MapDemoInbox();
}

await app.StartAsync();
Greeting.Print(app.Urls.First());
await app.WaitForShutdownAsync();
