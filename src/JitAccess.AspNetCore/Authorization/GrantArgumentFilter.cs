using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Primitives;

namespace JitAccess;

/// <summary>
/// Refuses an action or page handler whose input contradicts the route value that named the grant's resource: MVC binds a form field before a route
/// value of the same name, also into a property of a model, and would refund another order than the one that was checked.
/// </summary>
/// <remarks>Thread-safe; does nothing where no grant was bound.</remarks>
internal sealed class GrantArgumentFilter : IActionFilter, IPageFilter, IOrderedFilter
{
    /// <summary>Gets the first place: controllers and page models are filters too, and would act on an argument before it is refused.</summary>
    public int Order => int.MinValue;

    /// <inheritdoc/>
    public void OnActionExecuting(ActionExecutingContext context) =>
        context.Result = Judge(context.HttpContext, context.ActionDescriptor, context.ActionArguments, context.Controller) ?? context.Result;

    /// <inheritdoc/>
    public void OnActionExecuted(ActionExecutedContext context)
    {
        // What was admitted is done.
    }

    /// <inheritdoc/>
    public void OnPageHandlerExecuting(PageHandlerExecutingContext context) =>
        context.Result = Judge(context.HttpContext, context.ActionDescriptor, context.HandlerArguments, context.HandlerInstance) ?? context.Result;

    /// <inheritdoc/>
    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
        // Nothing is bound yet.
    }

    /// <inheritdoc/>
    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
        // What was admitted is done.
    }

    private static RefusalResult? Judge(HttpContext context, ActionDescriptor action, IDictionary<string, object?> arguments, object instance)
    {
        if (context.Features.Get<BoundRouteValues>() is not { } bound)
        {
            return null;
        }

        var parameters = action.Parameters.Where(parameter => arguments.ContainsKey(parameter.Name)).Select(parameter => (parameter, arguments[parameter.Name]));
        var properties = action.BoundProperties.Select(property => (property, ValueOf(instance, property.Name)));
        var values = parameters.Concat(properties).SelectMany(argument => BoundValue.Of(argument.Item1, argument.Item2, bound, context.RequestServices));
        return values
            .Where(value => value.Differs(text => IsOfRoute(context, value.Name, text)))
            .Select(value => new RefusalResult(Refuse(value.Name, value.Text)))
            .FirstOrDefault()
            ?? bound.Names.Select(name => JudgeInput(context, name)).FirstOrDefault(result => result is not null);
    }

    // Whoever reads the request itself, instead of what was bound, must not meet another resource there either.
    private static RefusalResult? JudgeInput(HttpContext context, string name)
    {
        var form = context.Features.Get<IFormFeature>()?.Form; // what MVC has read already; a body that it leaves alone stays unread
        var other = (form?[name] ?? StringValues.Empty).Concat(context.Request.Query[name])
            .OfType<string>()
            .FirstOrDefault(text => !IsOfRoute(context, name, text));
        return other is null ? null : new RefusalResult(Refuse(name, other));
    }

    private static bool IsOfRoute(HttpContext context, string name, string text)
    {
        var value = context.Request.RouteValues[name];
        return string.Equals(value as string ?? CanonicalText.Of(value), text, StringComparison.Ordinal);
    }

    private static object? ValueOf(object instance, string property) =>
        instance.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)?.GetValue(instance);

    private static Explanation Refuse(string name, string text) => Explanation.Of(
        ResourceText.Say("argument", text, $"{name} was bound from elsewhere than the route, which names another resource", "the value of the route", "Send the value in the route alone.")
            with { Member = name });

    private sealed class RefusalResult(Explanation explanation) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context) => ProblemResponse.WriteAsync(context.HttpContext, explanation);
    }
}
