using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.Extensions.Options;

namespace JitAccess;

/// <summary>Tells MVC that the lease is no input, with and without <c>[ApiController]</c>, and that a grant's resource comes from the route alone.</summary>
internal sealed class MvcGrantOptions : IConfigureOptions<MvcOptions>
{
    /// <inheritdoc/>
    public void Configure(MvcOptions options)
    {
        options.ModelMetadataDetailsProviders.Add(new BindingSourceMetadataProvider(typeof(JitGrantLease), BindingSource.Services));
        options.Filters.Add(new GrantArgumentFilter());
    }
}
