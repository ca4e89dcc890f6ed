using System.Globalization;
using JitAccess;
using NodaTime;

namespace NightlyPurge;

/// <summary>Purges customers under a grant of five seconds, and stops the moment it ends. Without a grant it does nothing at all.</summary>
internal sealed class PurgeService(
    IJitRequests requests, IJitAccess access, ICustomers customers, TimeProvider time, TextWriter output, IHostApplicationLifetime lifetime) : BackgroundService
{
    public static Subject Me { get; } = Subject.Workload("https://issuer.example", "nightly-purge");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await PurgeAsync(stoppingToken); // not asked yet: refused
            await AskAsync(stoppingToken);
            await PurgeAsync(stoppingToken); // until the grant ends
            await PurgeAsync(stoppingToken); // ended: refused
        }
        finally
        {
            lifetime.StopApplication();
        }
    }

    private async Task AskAsync(CancellationToken stoppingToken)
    {
        var ticket = time.GetUtcNow().ToString("'NIGHT-'yyyyMMdd", CultureInfo.InvariantCulture);
        var ask = new JitAsk("nightly-purge", Duration.FromSeconds(5)) { Ticket = ticket };
        var request = await requests.SubmitAsync(new Caller(Me), ask, cancellationToken: stoppingToken);
        Say($"asked with the ticket {ticket}: the request is {request.State}");
    }

    private async Task PurgeAsync(CancellationToken stoppingToken)
    {
        try
        {
            await using var use = await access.UseAsync(Me, "customers:purge", "customers/eu", stoppingToken);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(use.Ended, stoppingToken);
            Say($"purging until {use.Ends}");
            var purged = await PurgeUntilAsync(either.Token);
            Say($"stopped after {purged} customers; the others wait for the next night");
        }
        catch (JitRejectedException rejected)
        {
            Say($"refused, {rejected.Message}");
        }
    }

    private async Task<int> PurgeUntilAsync(CancellationToken ended)
    {
        var purged = 0;
        try
        {
            foreach (var customer in customers.Due)
            {
                ended.ThrowIfCancellationRequested();
                await customers.PurgeAsync(customer, ended);
                Say($"purged customer {customer}");
                purged++;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return purged; // cut off in the middle of a customer, who is purged another night
        }

        return purged;
    }

    private void Say(string what) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss.fff}  {what}"));
}
