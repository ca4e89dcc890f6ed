using JitAccess;
using NodaTime.Text;

namespace BackOffice;

/// <summary>Where the sample keeps its grants: a SQLite file beside the project, or a PostgreSQL that many nodes share.</summary>
internal static class Stores
{
    /// <summary>
    /// Reads <c>ConnectionStrings:Jit</c> (PostgreSQL; without it SQLite), and <c>JitAccess:</c> <c>StalenessBound</c> (such as <c>PT3S</c>),
    /// <c>KeyFile</c>, <c>NodeFile</c>, and <c>ExportFile</c>, to which the journal is appended.
    /// </summary>
    public static JitAccessBuilder UseStoreOf(this JitAccessBuilder jit, IConfiguration configuration)
    {
        var settings = configuration.GetSection("JitAccess");
        if (configuration.GetConnectionString("Jit") is { } postgres)
        {
            jit.UsePostgreSql(postgres);
        }
        else
        {
            jit.UseSqlite(settings["SqliteStore"] ?? "Data Source=backoffice.db");
        }

        if (settings["KeyFile"] is { } keyFile)
        {
            jit.UseKeyFile(keyFile);
        }

        if (settings["ExportFile"] is { } exportFile)
        {
            jit.ExportJournal(exportFile);
        }

        return jit.Configure(options =>
        {
            options.NodeFile = settings["NodeFile"];
            if (settings["StalenessBound"] is { } bound)
            {
                options.StalenessBound = PeriodPattern.NormalizingIso.Parse(bound).GetValueOrThrow().ToDuration();
            }
        });
    }
}
