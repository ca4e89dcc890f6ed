using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace JitAccess;

/// <summary>A channel that a hub method returned, read through the guard of its grant.</summary>
/// <remarks>For one reader, as every channel that a hub streams has.</remarks>
internal sealed class GrantedChannelReader<T>(IAsyncEnumerable<T> items) : ChannelReader<T>
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IAsyncEnumerator<T>? _items;
    private bool _hasItem;

    /// <inheritdoc/>
    public override Task Completion => _completion.Task;

    /// <inheritdoc/>
    public override bool TryRead([MaybeNullWhen(false)] out T item)
    {
        item = _hasItem ? _items!.Current : default;
        var had = _hasItem;
        _hasItem = false;
        return had;
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        if (_hasItem)
        {
            return true;
        }

        _items ??= items.GetAsyncEnumerator(cancellationToken);
        try
        {
            if (!(_hasItem = await _items.MoveNextAsync()))
            {
                _completion.TrySetResult();
            }

            return _hasItem;
        }
        catch (Exception exception)
        {
            _completion.TrySetException(exception);
            throw;
        }
    }
}
